// Reasons that many rules share, so that the table of requirements says the same thing in the same words.

/** Binds client applications; what they do shows at a provider as far as it is in their requests. */
export const OF_CLIENTS =
  "For clients: the lab judges by another sentence of the matter, or no request of theirs shows it";

/** Binds APIs that others run; the lab sees of them what they ask about tokens. */
export const OF_OTHER_APIS = "Left to the APIs that others run: the lab judges what they ask by other sentences";

/** Binds whoever runs an API, an operator or a person who writes an application, not a program under test. */
export const FOR_PEOPLE = "Binds people and their processes, no exchange of messages shows it";

/** The program speaks plain HTTP behind whatever ends TLS. */
export const TLS_IN_FRONT = "Left to the deployment: TLS ends in front of the program, which listens on plain HTTP";

/** Binds those who write extensions of the framework. */
export const FOR_EXTENSIONS = "Binds the authors of extensions; this program only implements registered ones";

/** Sizes are no promise. */
export const NO_SIZE_PROMISED = "Not done: sizes are no promise, so that clients do not come to depend on one";
