"""Drives a broker that `order-broker serve` started, with the standard library alone.

Run it with `pytest`, or with `python3 -m unittest`, in the folder where order-broker is installed.
"""
import json
import os
import re
import subprocess
import unittest
import urllib.request
import xml.etree.ElementTree as ElementTree

SERVE = ["node_modules/.bin/order-broker", "serve"]
NEW = {"PORT": "0", "DATABASE_URL": "sqlite::memory:", "LOG_LEVEL": "silent"}

HEADER = """<message_header xaction_type="INSERT" xaction_response="1" message_type="{operation}">
  <datetime>2030-01-02T03:04:05</datetime><version>18.0</version><source>TEST</source><destination>LOCATE</destination>
</message_header>"""

CUSTOMER = """<name><first>EXAMPLE</first><last>CUSTOMER</last></name>
<address><address1>1 EXAMPLE STREET</address1><city>WORCESTER</city><province>MA</province><postal>01602</postal>
  <email>customer@example.com</email><phone1>5085550199</phone1><country>US</country></address>"""

SUBMIT_ORDER = f"""<order_request_message>{HEADER.format(operation="SubmitOrder")}<message_body><transactions>
  <transaction_header transaction_type_id="DELIVERY" transaction_no="T1" request_id="" order_id="{{order_id}}">
    <transaction_date>2030-01-02T03:04:05</transaction_date><employee_id>TEST</employee_id>
    <transaction_subtotal>2.00</transaction_subtotal><transaction_tax>0.00</transaction_tax>
    <transaction_total>2.00</transaction_total><transaction_status>new_order</transaction_status>
    <transaction_channel>1</transaction_channel>
    <sold_to_customer customer_no="1">{CUSTOMER}</sold_to_customer>
    <store_location location_cd="1" system_cd="6"/>
    <transaction_details><transaction_detail line_item_no="1">
      <location_cd/><system_cd/><item_id>{{item}}</item_id><qty>2</qty><unit_price>1.00</unit_price>
      <ship_to>{CUSTOMER}</ship_to><line_item_status>new_order</line_item_status>
    </transaction_detail></transaction_details>
  </transaction_header>
</transactions></message_body></order_request_message>"""

STATUS_UPDATE = f"""<status_update_request_message>{HEADER.format(operation="StatusUpdate")}<message_body>
  <order request_id="{{request_id}}" order_id="" order_status="{{status}}" order_status_reason_code="8"
      order_status_reason_note="damaged">
    <employee_id/><store_location location_cd="{{location_cd}}" system_cd="{{system_cd}}"/><items/>
  </order>
</message_body></status_update_request_message>"""


class ReshopTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.broker = subprocess.Popen(SERVE, env={**os.environ, **NEW}, stderr=subprocess.PIPE, text=True)
        started = []
        for line in cls.broker.stderr:
            started.append(line)
            found = re.search(r"answers at (http\S+?)(/Locate\S*)", line)
            if found:
                cls.url, cls.endpoint = found.group(1), found.group(1) + found.group(2)
                return
        raise RuntimeError("the broker did not start: " + "".join(started))

    @classmethod
    def tearDownClass(cls):
        cls.broker.terminate()
        cls.broker.wait()
        cls.broker.stderr.close()

    def test_an_order_that_a_location_rejects_goes_to_another_one(self):
        answer = self.send("SubmitOrder", SUBMIT_ORDER.format(order_id="PY-1", item="PENCIL"))
        self.assertEqual("0", answer.get("response_code"))
        first = self.line(answer.get("request_id"))["sourced"]
        rejected = STATUS_UPDATE.format(request_id=answer.get("request_id"), status="rejected", **first)
        self.assertEqual("0", self.send("StatusUpdate", rejected).get("response_code"))
        line = self.line(answer.get("request_id"))
        self.assertEqual("new_order", line["status"])
        self.assertNotEqual(first, line["sourced"])

    def send(self, operation, message):
        """Posts a message. Returns the `response` element of the answer."""
        # Only the operation and its message are in the service's namespace.
        name = re.match(r"<(\w+)", message).group(1)
        qualified = message.replace(f"<{name}>", f"<l:{name}>", 1).replace(f"</{name}>", f"</l:{name}>")
        envelope = f"""<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
          <l:{operation} xmlns:l="http://microsretail.com/Locate">{qualified}</l:{operation}></soap:Body></soap:Envelope>"""
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
        request = urllib.request.Request(self.endpoint, envelope.encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return ElementTree.parse(response).find(".//response")

    def line(self, request_id):
        """The first line of an order, as the admin interface shows it."""
        with urllib.request.urlopen(f"{self.url}/admin/v1/orders/{request_id}", timeout=30) as response:
            return json.load(response)["lines"][0]


if __name__ == "__main__":
    unittest.main()
