"""zeep against third-party logistics, made from the served WSDL: argument 1 the address, 2 the login as JSON, 3 the SOAP
version. A call a line on standard input, its answer a line on standard output (soap-program.ts). zeep is strict: an element
that is missing, unknown or out of its place in an answer raises."""
import json
import sys

import zeep
from zeep.helpers import serialize_object

address, login, version = sys.argv[1:4]
client = zeep.Client(f"{address}?wsdl", transport=zeep.Transport(timeout=20, operation_timeout=20))
service = client.bind("ExigoApi", "ExigoApiSoap12" if version == "1.2" else "ExigoApiSoap")
credentials = json.loads(login)
headers = {} if credentials is None else {"_soapheaders": {"ApiAuthentication": credentials}}

for line in sys.stdin:
    call = json.loads(line)
    try:
        content = {name: zeep.xsd.Nil if value is None else value for name, value in call["content"].items()}
        answer = serialize_object(getattr(service, call["operation"])(**content, **headers), dict)
        # zeep hands out the only child of an answer in the place of the answer.
        outcome = {"answer": {"Result": answer} if "Status" in answer else answer}
    except zeep.exceptions.Fault as fault:
        outcome = {"fault": {"code": fault.code, "text": fault.message}}
    except Exception as error:  # what zeep could not send or read: the test shows it
        outcome = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(outcome, default=str), flush=True)
