import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Drives a broker that `order-broker serve` started, with the JDK alone (17 or newer).
 *
 * Run it with `java Reshop.java` in the folder where order-broker is installed.
 */
public class Reshop {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final String CUSTOMER = """
        <name><first>EXAMPLE</first><last>CUSTOMER</last></name>
        <address><address1>1 EXAMPLE STREET</address1><city>WORCESTER</city><province>MA</province><postal>01602</postal>
          <email>customer@example.com</email><phone1>5085550199</phone1><country>US</country></address>""";

    private static final String SUBMIT_ORDER = """
        <l:SubmitOrder xmlns:l="http://microsretail.com/Locate"><l:order_request_message>%s<message_body><transactions>
          <transaction_header transaction_type_id="DELIVERY" transaction_no="T1" request_id="" order_id="JAVA-1">
            <transaction_date>2030-01-02T03:04:05</transaction_date><employee_id>TEST</employee_id>
            <transaction_subtotal>2.00</transaction_subtotal><transaction_tax>0.00</transaction_tax>
            <transaction_total>2.00</transaction_total><transaction_status>new_order</transaction_status>
            <transaction_channel>1</transaction_channel>
            <sold_to_customer customer_no="1">%s</sold_to_customer>
            <store_location location_cd="1" system_cd="6"/>
            <transaction_details><transaction_detail line_item_no="1">
              <location_cd/><system_cd/><item_id>PENCIL</item_id><qty>2</qty><unit_price>1.00</unit_price>
              <ship_to>%s</ship_to><line_item_status>new_order</line_item_status>
            </transaction_detail></transaction_details>
          </transaction_header>
        </transactions></message_body></l:order_request_message></l:SubmitOrder>"""
        .formatted(header("SubmitOrder"), CUSTOMER, CUSTOMER);

    public static void main(String[] arguments) throws Exception {
        ProcessBuilder serve = new ProcessBuilder("node_modules/.bin/order-broker", "serve");
        serve.environment().put("PORT", "0");
        serve.environment().put("DATABASE_URL", "sqlite::memory:");
        serve.environment().put("LOG_LEVEL", "silent");
        Process broker = serve.start();
        try {
            anOrderThatALocationRejectsGoesToAnotherOne(endpointOf(broker));
            System.out.println("ok");
        } finally {
            broker.destroy();
            broker.waitFor();
        }
    }

    private static void anOrderThatALocationRejectsGoesToAnotherOne(String endpoint) throws Exception {
        String submitted = send(endpoint, SUBMIT_ORDER);
        expect("0", attribute(submitted, "response_code"));
        String request = attribute(submitted, "request_id");
        String system = attribute(submitted, "fulfillment_system_cd");
        String location = attribute(submitted, "fulfillment_location_cd");

        expect("0", attribute(send(endpoint, rejected(request, system, location)), "response_code"));

        String status = send(endpoint, statusRequest(request));
        expect("new_order", attribute(status, "item_status"));
        String now = attribute(status, "fulfilling_system_cd") + "/" + attribute(status, "fulfilling_location_cd");
        if (now.equals(system + "/" + location)) throw new AssertionError("the line is still at " + now);
    }

    private static String rejected(String request, String system, String location) {
        return """
            <l:StatusUpdate xmlns:l="http://microsretail.com/Locate"><l:status_update_request_message>%s<message_body>
              <order request_id="%s" order_id="" order_status="rejected" order_status_reason_code="8"
                  order_status_reason_note="damaged">
                <employee_id/><store_location location_cd="%s" system_cd="%s"/><items/>
              </order>
            </message_body></l:status_update_request_message></l:StatusUpdate>"""
            .formatted(header("StatusUpdate"), request, location, system);
    }

    private static String statusRequest(String request) {
        return """
            <l:StatusRequest xmlns:l="http://microsretail.com/Locate"><l:status_request_message>%s<message_body>
              <lookup_data order_id="" request_id="%s">
                <ref_transaction_no/><employee_id/><store_location location_cd="1" system_cd="6"/>
              </lookup_data>
            </message_body></l:status_request_message></l:StatusRequest>"""
            .formatted(header("StatusRequest"), request);
    }

    private static String header(String operation) {
        return """
            <message_header xaction_type="INSERT" xaction_response="1" message_type="%s">
              <datetime>2030-01-02T03:04:05</datetime><version>18.0</version><source>TEST</source>
              <destination>LOCATE</destination>
            </message_header>""".formatted(operation);
    }

    /** Reads the address from what the broker prints when it has started. */
    private static String endpointOf(Process broker) throws IOException {
        BufferedReader printed = broker.errorReader();
        StringBuilder all = new StringBuilder();
        for (String line = printed.readLine(); line != null; line = printed.readLine()) {
            Matcher found = Pattern.compile("answers at (\\S+)").matcher(line);
            if (found.find()) return found.group(1);
            all.append(line).append('\n');
        }
        throw new IllegalStateException("the broker did not start: " + all);
    }

    private static String send(String endpoint, String message) throws IOException, InterruptedException {
        String envelope = "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>"
            + message + "</soap:Body></soap:Envelope>";
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint))
            .header("Content-Type", "text/xml; charset=utf-8")
            .header("SOAPAction", "\"\"")
            .POST(HttpRequest.BodyPublishers.ofString(envelope))
            .build();
        return HTTP.send(request, BodyHandlers.ofString()).body();
    }

    /** The first attribute of that name. A real client reads the message with the classes of the WSDL instead. */
    private static String attribute(String message, String name) {
        Matcher found = Pattern.compile("\\s" + name + "=\"([^\"]*)\"").matcher(message);
        if (!found.find()) throw new AssertionError("no " + name + " in the answer: " + message);
        return found.group(1);
    }

    private static void expect(String expected, String found) {
        if (!expected.equals(found)) throw new AssertionError("found " + found + ", expected " + expected);
    }
}
