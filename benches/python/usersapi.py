"""The plugin of the benchmark on the Python runtime: the actions `encode` and `list_users`, as `../plugin/src/main.rs`."""

import sys

if "http" in sys.argv:
    from gevent import monkey

    monkey.patch_all()

import base64

import insightconnect_plugin_runtime as runtime
import requests
from insightconnect_plugin_runtime.exceptions import PluginException


def schema(*required, definitions=None, **fields):
    properties = {name: {"title": name.title(), "order": order, **field} for order, (name, field) in enumerate(fields.items())}
    return {"type": "object", "title": "Variables", "properties": properties, "required": list(required), "definitions": definitions or {}}


TEXT, NUMBER, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
KEY = {"id": "credential_secret_key", "type": "object", "properties": {"secretKey": TEXT}, "required": ["secretKey"]}
USER = schema("id", active=FLAG, created_at=TEXT, email=TEXT, id=NUMBER, name=TEXT, role=TEXT)


class UsersApi:
    def __init__(self, url, key):
        self.url = url.rstrip("/")
        self.session = requests.Session()
        self.session.headers.update({"Authorization": f"Bearer {key}", "Accept": "application/json"})

    def list_users(self, status=None):
        return self._call_api("GET", "users/list", params={"status": status} if status else None)

    def _call_api(self, method, path, params=None, json=None):
        try:
            response = self.session.request(method, f"{self.url}/{path}", params=params, json=json, timeout=60)
        except requests.exceptions.RequestException as error:
            raise PluginException(preset=PluginException.Preset.UNKNOWN, data=error)
        if response.status_code >= 400:
            raise PluginException(preset=PluginException.Preset.UNKNOWN, data=response.text)
        try:
            return response.json()
        except ValueError:
            raise PluginException(preset=PluginException.Preset.INVALID_JSON, data=response.text)


class Connection(runtime.Connection):
    def __init__(self):
        key = {"$ref": "#/definitions/credential_secret_key"}
        definitions = {"credential_secret_key": KEY}
        super().__init__(input=runtime.Input(schema("url", "api_key", url=TEXT, api_key=key, definitions=definitions)))

    def connect(self, params={}):
        self.client = UsersApi(params.get("url"), params.get("api_key", {}).get("secretKey"))

    def test(self):
        self.client.list_users()
        return {"success": True}


class Encode(runtime.Action):
    def __init__(self):
        input, output = runtime.Input(schema("content", content=TEXT)), runtime.Output(schema("data", data=TEXT))
        super().__init__(name="encode", description="Encode text as base64", input=input, output=output)

    def run(self, params={}):
        return {"data": base64.standard_b64encode(params.get("content").encode()).decode()}


class ListUsers(runtime.Action):
    def __init__(self):
        users = {"type": "array", "items": {"$ref": "#/definitions/user"}}
        output = schema("count", "users", count=NUMBER, users=users, definitions={"user": USER})
        input = runtime.Input(schema(status=TEXT))
        super().__init__(name="list_users", description="List users", input=input, output=runtime.Output(output))

    def run(self, params={}):
        users = self.connection.client.list_users(params.get("status")).get("users", [])
        return {"count": len(users), "users": users}


class UsersPlugin(runtime.Plugin):
    def __init__(self):
        super().__init__(
            name="Users API", vendor="example", version="1.0.0", description="Lists users", connection=Connection()
        )
        self.add_action(Encode())
        self.add_action(ListUsers())


runtime.CLI(UsersPlugin()).run()
