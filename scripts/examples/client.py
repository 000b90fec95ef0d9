"""A client in another language, as touchstone check tests it: authorization code flow, nothing but the standard library.

    npx touchstone check --plan oauth2-basic -- python3 scripts/examples/client.py
"""

import base64
import hashlib
import http.client
import json
import os
import secrets
import sys
import urllib.error
import urllib.parse
import urllib.request

CONFIG = {name.removeprefix("TOUCHSTONE_").lower(): value for name, value in os.environ.items()}


class Refused(Exception):
    """The provider answered what it must not."""


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Credentials go where they were sent, and nowhere else."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def demand(holds, why):
    if not holds:
        raise Refused(why)


def ask(url, form=None, headers=None):
    body = None if form is None else urllib.parse.urlencode(form).encode()
    request = urllib.request.Request(url, body, headers or {})
    with OPENER.open(request, timeout=8) as response:
        demand("json" in response.headers.get("content-type", ""), "the answer is no JSON")
        answer = json.load(response)
    demand(isinstance(answer, dict), "the answer is no object")
    return answer


def main():
    issuer = CONFIG["issuer"]
    metadata = ask(f"{issuer}/.well-known/oauth-authorization-server")
    demand(metadata.get("issuer") == issuer, "the metadata is of another issuer")

    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": CONFIG["client_id"],
        "redirect_uri": CONFIG["redirect_uri"],
        "scope": CONFIG["scope"],
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    # What is printed is opened, and the address that the browser is sent back to comes as a line.
    print(f"{metadata['authorization_endpoint']}?{urllib.parse.urlencode(query)}", flush=True)
    answer = urllib.parse.parse_qs(urllib.parse.urlsplit(sys.stdin.readline().strip()).query, keep_blank_values=True)
    demand(answer.get("state") == [state], "the state is not the one that was sent")
    demand(answer.get("iss") == [issuer], "the answer is of another issuer")
    demand("error" not in answer, "the answer is an error")
    demand(len(answer.get("code", [])) == 1 and answer["code"][0], "there is no code")

    credentials = base64.b64encode(f"{CONFIG['client_id']}:{CONFIG['client_secret']}".encode()).decode()
    token = ask(
        metadata["token_endpoint"],
        {
            "grant_type": "authorization_code",
            "code": answer["code"][0],
            "redirect_uri": CONFIG["redirect_uri"],
            "code_verifier": verifier,
        },
        {"Authorization": f"Basic {credentials}"},
    )
    access_token = token.get("access_token")
    demand(isinstance(access_token, str) and access_token, "there is no access token")
    demand(str(token.get("token_type")).lower() == "bearer", "the token is of a type that is not known")
    ask(CONFIG["resource"], headers={"Authorization": f"Bearer {access_token}"})


try:
    main()
except (Refused, urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as why:
    print(f"touchstone: refused {why}")
    sys.exit(76)
