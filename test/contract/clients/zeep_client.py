"""zeep, made from the WSDL at the address (or file) given: a call a line on standard input, its answer a line on
standard output (soap-program.ts). Attributes and elements are keys alike. zeep is strict unless told otherwise: an
element that is missing, unknown or out of its place in an answer raises."""
import json
import sys

import zeep
from zeep.helpers import serialize_object

client = zeep.Client(sys.argv[1], transport=zeep.Transport(timeout=20, operation_timeout=20))

for line in sys.stdin:
    call = json.loads(line)
    try:
        answer = getattr(client.service, call["operation"])(**call["content"])
        outcome = {"answer": serialize_object(answer, dict)}
    except zeep.exceptions.Fault as fault:
        outcome = {"fault": {"code": fault.code, "text": fault.message}}
    except Exception as error:  # what zeep could not send or read: the test shows it
        outcome = {"error": f"{type(error).__name__}: {error}"}
    # A decimal as its text: a float would lose digits that came over the wire.
    print(json.dumps(outcome, default=str), flush=True)
