/**
 * The pages that people see, as functions from a model to an HTML document.
 *
 * Preact writes them on the server and escapes every text and attribute by default; there is no script but
 * those whose hashes are exported for the policy, no inline style and nothing from another host, so that the strictest
 * Content-Security-Policy holds. Every form works with the keyboard alone, on a phone, in
 * the dark, and for a screen reader.
 *
 * *Decision (2026-11-21).* On the consent page denying is a form's first button, since that is what the Enter key presses.
 * Titles of windows hold no text from outside: a client's name there could imitate another site.
 *
 * @module
 */
export { type AccountModel, type AuthorizedApplication, renderAccount } from "./account.tsx";
export {
  type ApiAnswer,
  type ApiDocsModel,
  type ApiField,
  type ApiGroup,
  type ApiLogin,
  type ApiOperationModel,
  renderApiDocs,
} from "./api_docs.tsx";
export { API_DOCS_SCRIPT } from "./api_docs_script.ts";
export { BRAND_MARK } from "./brand_mark.ts";
export {
  BROWSER_STATE_COOKIE,
  CHECK_SESSION_SCRIPT,
  CHECK_SESSION_SCRIPT_HASH,
  renderCheckSession,
} from "./check_session.tsx";
export type { ClientAbout } from "./client_about.tsx";
export { type ConsentModel, type ConsentScope, renderConsent } from "./consent.tsx";
export { type DeviceCodeModel, renderDeviceCode } from "./device_code.tsx";
export { type DeviceConfirmModel, renderDeviceConfirm } from "./device_confirm.tsx";
export { FORM_POST_SCRIPT, FORM_POST_SCRIPT_HASH, type FormPostModel, renderFormPost } from "./form_post.tsx";
export { FORM_CHECK_SCRIPT } from "./form_check_script.ts";
export type { FieldModel, FieldOption } from "./field.tsx";
export type { Frame, Section } from "./frame.ts";
export { type HomeLink, type HomeModel, renderHome } from "./home.tsx";
export { type LabFinding, type LabPreflightModel, renderLabPreflight } from "./lab_preflight.tsx";
export {
  type LabCase,
  type LabReportModel,
  type LabRequest,
  type LabRule,
  type LabTone,
  renderLabReport,
} from "./lab_report.tsx";
export { type LabAttempt, type LabPlanned, type LabRunModel, type LabSetting, renderLabRun } from "./lab_run.tsx";
export { LAB_RUN_SCRIPT } from "./lab_run_script.ts";
export { type LabStartModel, renderLabStart } from "./lab_start.tsx";
export { lifetimeText } from "./lifetime_text.ts";
export { GO_ON_SCRIPT_HASH, type LoggedOutModel, renderLoggedOut } from "./logged_out.tsx";
export { type LogoutModel, renderLogout } from "./logout.tsx";
export { type LoginModel, renderLogin } from "./login.tsx";
export { type MessageModel, renderMessage } from "./message.tsx";
export { type Oauth1PinModel, renderOauth1Pin } from "./oauth1_pin.tsx";
export { type BrokenRule, type ProblemModel, renderProblem } from "./problem.tsx";
export { type ConfirmModel, renderConfirm } from "./confirm.tsx";
export { type FormModel, type FormPart, renderForm } from "./form.tsx";
export type { Fact } from "./facts.tsx";
export { type RecordAction, type RecordGroup, type RecordModel, renderRecord } from "./record.tsx";
export { type RecordItem, type RecordListModel, renderRecordList } from "./record_list.tsx";
export { renderSelectAccount, type SelectAccountModel } from "./select_account.tsx";
export {
  type CheckedSignature,
  type ComparedText,
  type MarkedText,
  type RefusedSignature,
  renderSignatureCheck,
  type SignatureCheckModel,
  type SignatureFault,
} from "./signature_check.tsx";
export { renderSignUp, type SignUpField, type SignUpModel } from "./sign_up.tsx";
export type { OwnSession } from "./sessions.tsx";
export { STYLESHEET } from "./stylesheet.ts";
