"""A member at work: a small client of MediaWiki's own API."""

import requests


class Refused(Exception):
    """The wiki said no; the message is its own code and reason."""


class Member:
    """One browser: anonymous until it logs in."""

    def __init__(self, url: str):
        self.url = url
        self.session = requests.Session()

    def api(self, **parameters) -> dict:
        files = parameters.pop("files", None)
        parameters |= {"format": "json", "formatversion": "2", "errorformat": "plaintext"}
        answer = self.session.post(f"{self.url}/api.php", data=parameters, files=files, timeout=30)
        answer.raise_for_status()
        result = answer.json()
        if "errors" in result:
            raise Refused("; ".join(f"{error['code']}: {error['text']}" for error in result["errors"]))
        return result

    def token(self, kind: str = "csrf") -> str:
        return self.api(action="query", meta="tokens", type=kind)["query"]["tokens"][f"{kind}token"]

    def log_in(self, name: str, password: str) -> None:
        result = self.api(action="clientlogin", username=name, password=password, logintoken=self.token("login"), loginreturnurl=self.url)
        if result["clientlogin"]["status"] != "PASS":
            raise Refused(result["clientlogin"].get("message", result["clientlogin"]["status"]))

    def who(self) -> str:
        return self.api(action="query", meta="userinfo")["query"]["userinfo"]["name"]

    def save(self, title: str, text: str, summary: str = "") -> int:
        """Gives the new revision's number."""
        result = self.api(action="edit", title=title, text=text, summary=summary, token=self.token())
        if result["edit"]["result"] != "Success":
            raise Refused(str(result["edit"]))
        return result["edit"].get("newrevid", 0)

    def upload(self, name: str, content: bytes) -> str:
        """Gives the address of the stored file."""
        result = self.api(action="upload", filename=name, ignorewarnings="1", token=self.token(), files={"file": (name, content)})
        if result["upload"]["result"] != "Success":
            raise Refused(str(result["upload"]))
        return result["upload"]["imageinfo"]["url"]

    def make_account(self, name: str, password: str) -> None:
        result = self.api(action="createaccount", username=name, password=password, retype=password, reason="a test",
                          createtoken=self.token("createaccount"), createreturnurl=self.url)
        if result["createaccount"]["status"] != "PASS":
            raise Refused(result["createaccount"]["message"])

    def source(self, title: str) -> str:
        page = self.api(action="query", prop="revisions", rvprop="content", rvslots="main", titles=title)["query"]["pages"][0]
        if page.get("missing"):
            raise Refused(f"there is no page {title}")
        return page["revisions"][0]["slots"]["main"]["content"]

    def page(self, title: str) -> str:
        """What a browser gets: the whole page as HTML."""
        answer = self.session.get(f"{self.url}/wiki/{title.replace(' ', '_')}", timeout=30)
        answer.raise_for_status()
        return answer.text
