"""The shortest way to call a protected API, in Python: pip install requests (or apt-get install python3-requests)."""
import os

import requests

SERVER = os.environ.get("ISSUER", "http://localhost:8000")
CLIENT_ID = os.environ.get("CLIENT_ID", "demo-confidential")
CLIENT_SECRET = os.environ.get("CLIENT_SECRET", "demo-confidential-secret")
USERNAME = os.environ.get("EXAMPLE_USERNAME", "alice")
PASSWORD = os.environ.get("EXAMPLE_PASSWORD", "wonderland-2026")

answer = requests.post(
    SERVER + "/oauth/token/",
    data={"grant_type": "password", "username": USERNAME, "password": PASSWORD},
    auth=(CLIENT_ID, CLIENT_SECRET),
)
if answer.status_code != 200:
    raise SystemExit(f"{answer.status_code} {answer.text}")

users = requests.get(SERVER + "/api/users/", headers={"Authorization": "Bearer " + answer.json()["access_token"]})
print(users.status_code, users.text)
