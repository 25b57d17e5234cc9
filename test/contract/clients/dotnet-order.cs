// One order through the proxy class that `wsdl` made from the served WSDL, as a developer of an integration writes it:
// every value has the type of the proxy, so the compiler checks what the program takes the contract for. Arguments: the
// SOAP version, the order id, user, password. Prints what it was answered as one line of JSON (dotnet.test.ts).
using System;
using System.Linq;
using System.Net;
using System.Web.Script.Serialization;
using System.Web.Services.Protocols;
using ItemUpdate = StatusUpdateRequestMessageItemTypeBean;
using Updated = StatusUpdateResponseMessageResponseTypeBean;

static class DotnetOrder {
    const string Version = "18.0", Source = "OMS 00123", Destination = "LOCATE", System = "6", Location = "1";

    static void Main(string[] arguments) {
        try {
            Run(arguments);
        } catch (SoapException fault) { // .NET prints the message of a fault, which is the same for every broken rule
            throw new InvalidOperationException(fault.Detail?.OuterXml, fault);
        }
    }

    static void Run(string[] arguments) {
        string orderId = arguments[1];
        // .NET sends a message without credentials first, and again with them once it is asked for them.
        var client = new LocateService {
            Timeout = 20000, Credentials = new NetworkCredential(arguments[2], arguments[3]),
        };
        // The contract describes 1.1; a program switches to 1.2 like this.
        if (arguments[0] == "1.2") client.SoapVersion = SoapProtocolVersion.Soap12;

        var submitted = client.SubmitOrder(Order(orderId)).message_body.response;
        var repeated = client.SubmitOrder(Order(orderId));
        var refused = client.SubmitOrder(Order("")).message_body.response;
        string system = submitted.response_fulfillment_system_cd, location = submitted.response_fulfillment_location_cd;
        var polled = client.Fulfillments(Poll(system, location)).message_body.orders.Single();
        var again = client.Fulfillments(Poll(system, location)).message_body;

        // A number that the program leaves alone goes out as 0.
        Func<string, ItemUpdate[], Updated> update = (status, lines) => client
            .StatusUpdate(StatusUpdate(submitted.request_id, status, system, location, lines)).message_body.response;
        var accepted = update("accepted", null);
        var byLine = new ItemUpdate { line_no = 1, item_id = "LAMP", item_qty = 2 };
        var shipped = update("fulfilled", new[] { Shipped(byLine) });
        var byItem = update("fulfilled", new[] { Shipped(new ItemUpdate { item_id = "PEN", item_qty = 1 }) });
        var canceled = update("canceled", null);
        var order = client.StatusRequest(Inquiry(submitted.request_id)).message_body.orders.Single();
        var unknown = client.StatusRequest(Inquiry(999999)).message_body;

        Console.WriteLine(new JavaScriptSerializer().Serialize(new {
            submitted = new {
                submitted.request_id, submitted.response_code, submitted.response_description,
                lines = submitted.fulfillment_details.Select(one => new {
                    one.item_id, one.fulfillment_qty, one.line_no, one.requesting_system_line_no,
                }),
            },
            repeated = new {
                repeated.message_header.xaction_response,
                repeated.message_body.response.response_code, repeated.message_body.response.request_id,
            },
            refused = new { refused.response_code, refused.response_description, lines = refused.fulfillment_details },
            polled = new {
                polled.request_id, polled.order_id, polled.transaction_subtotal, polled.freight_amount,
                polled.freight_amountSpecified,
                lines = polled.items.Select(one => new { one.line_item_no, one.item_id, one.qty, one.unit_price }),
            },
            again = Count(again?.orders),
            updates = new[] { accepted, shipped, byItem, canceled }
                .Select(one => new { one.response_code, one.request_id, one.line_no }),
            order = new {
                order.request_id, order.order_type, order.order_status, order.transaction_total,
                order.freight, order.freightSpecified,
                sold_to = order.sold_to_customer.name.last,
                lines = order.items.Select(one => new {
                    one.line_no, one.requesting_system_line_no, one.item_status, one.item_qty, one.unit_price,
                    one.tracking_number,
                    one.order_line_ship_weight, one.order_line_ship_weightSpecified, tax = one.taxes.Single().amount,
                }),
            },
            unknown = Count(unknown?.orders),
            // The answer to a message for somebody else is an empty one.
            elsewhere = client.Fulfillments(Poll(system, location, "ELSEWHERE")) == null,
            fault = FaultOf(() => client.StatusListRequest(TooMany())),
            stranger = FaultOf(() => {
                client.Credentials = new NetworkCredential(arguments[2], "wrong");
                client.EchoTest("hello");
            }),
        }));
    }

    static int Count(Array list) => list?.Length ?? 0;

    static object FaultOf(Action call) {
        try {
            call();
            return null;
        } catch (SoapException fault) {
            return new {
                code = fault.Code.Name, fault.Code.Namespace, text = fault.Message, detail = fault.Detail?.InnerText,
            };
        } catch (WebException refusal) {
            return new { http = (int)((HttpWebResponse)refusal.Response).StatusCode };
        }
    }

    static SubmitOrderRequestMessageTypeBean Order(string orderId) {
        var customer = new SoldToCustomerTypeBean {
            customer_no = "00012",
            name = new NameTypeBean { first = "Zoë", last = "Müller-Łukasz 東京" },
            address = new AddressTypeBean {
                address1 = "12 Example Street", city = "WORCESTER", province = "MA", postal = "01602", country = "US",
            },
        };
        Func<string, string, int, SubmitOrderRequestTransactionDetailTypeBean> line = (number, item, quantity) =>
            new SubmitOrderRequestTransactionDetailTypeBean {
                line_item_no = number, location_cd = "", system_cd = "", item_id = item, qty = quantity,
                unit_price = "12.50",
                ship_to = new customerTypeBean { name = customer.name, address = customer.address },
                taxes = new[] { new TaxTypeBean { description = "Tax", line_item_no = number, amount = 1.98m } },
                order_line_ship_weight = 1.25m, order_line_ship_weightSpecified = true,
            };
        return new SubmitOrderRequestMessageTypeBean {
            message_header = new SubmitOrderRequestMessageHeaderTypeBean {
                datetime = "2030-01-02T03:04:05", version = Version, source = Source, destination = Destination,
                message_type = "SubmitOrder", xaction_type = "INSERT", xaction_response = "1",
            },
            message_body = new SubmitOrderRequestMessageBodyTypeBean {
                transactions = new SubmitOrderRequestMessageTransactionsTypeBean {
                    transaction_header = new SubmitOrderRequestMessageTransactionHeaderTypeBean {
                        transaction_type_id = "DELIVERY", transaction_no = "", request_id = "", order_id = orderId,
                        employee_id = "", transaction_status = "", transaction_channel = "",
                        transaction_date = "2030-01-02T03:04:05",
                        transaction_subtotal = 37.5m, transaction_tax = 3.96m, transaction_total = 46.45m,
                        freight_amount = 4.99m, freight_amountSpecified = true, sold_to_customer = customer,
                        store_location = new StoreLocationTypeBean { system_cd = System, location_cd = Location },
                        transaction_details = new[] { line("3", "LAMP", 2), line("7", "PEN", 1) },
                    },
                },
            },
        };
    }

    static ItemUpdate Shipped(ItemUpdate line) {
        line.item_status = "fulfilled";
        line.shipping_agent = "UPS";
        line.tracking_number = "1Z 999";
        return line;
    }

    static FulfillmentRequestMessageTypeBean Poll(string system, string location, string destination = Destination) =>
        new FulfillmentRequestMessageTypeBean {
        message_header = new FulfillmentRequestMessageHeaderTypeBean {
                datetime = "2030-01-02T03:04:05", version = Version, source = Source, destination = destination,
                message_type = "Fulfillments", xaction_type = "INSERT", xaction_response = "1",
            },
        message_body = new FulfillmentRequestMessageBodyTypeBean {
            store_location = new FulfillmentRequestMessageStoreLocationTypeBean {
                system_cd = system, location_cd = location,
            },
        },
    };

    static StatusUpdateRequestMessageTypeBean StatusUpdate(
        int requestId, string status, string system, string location, StatusUpdateRequestMessageItemTypeBean[] lines
    ) => new StatusUpdateRequestMessageTypeBean {
        message_header = new StatusUpdateRequestMessageHeaderTypeBean {
                datetime = "2030-01-02T03:04:05", version = Version, source = Source, destination = Destination,
                message_type = "StatusUpdate", xaction_type = "INSERT", xaction_response = "1",
            },
        message_body = new StatusUpdateRequestMessageBodyTypeBean {
            order = new StatusUpdateRequestMessageOrderTypeBean {
                request_id = requestId.ToString(), order_id = "", employee_id = "", order_status = status,
                items = lines,
                store_location = new StatusUpdateRequestMessageStoreLocationTypeBean {
                    system_cd = system, location_cd = location,
                },
            },
        },
    };

    static StatusInquiryRequestMessageTypeBean Inquiry(int requestId) => new StatusInquiryRequestMessageTypeBean {
        message_header = new StatusInquiryRequestMessageHeaderTypeBean {
                datetime = "2030-01-02T03:04:05", version = Version, source = Source, destination = Destination,
                message_type = "StatusRequest", xaction_type = "INSERT", xaction_response = "1",
            },
        message_body = new StatusInquiryRequestMessageBodyTypeBean {
            lookup_data = new StatusInquiryRequestMessageLookupDataTypeBean {
                employee_id = "", order_id = "",
                request_id = requestId.ToString(),
                store_location = new StatusInquiryRequestMessageStoreLocationTypeBean {
                    system_cd = System, location_cd = Location,
                },
            },
        },
    };

    static StatusListInquiryRequestMessageTypeBean TooMany() => new StatusListInquiryRequestMessageTypeBean {
        message_header = new StatusListInquiryRequestMessageHeaderTypeBean {
                datetime = "2030-01-02T03:04:05", version = Version, source = Source, destination = Destination,
                message_type = "StatusListRequest", xaction_type = "INSERT", xaction_response = "1",
            },
        message_body = new StatusListInquiryRequestMessageBodyTypeBean {
            lookup_data = new StatusListInquiryRequestMessageLookupDataTypeBean {
                employee_id = "", status_condition = "EQ",
                store_location = new StatusListInquiryRequestMessageStoreLocationTypeBean {
                    system_cd = System, location_cd = Location,
                },
                request_ids = Enumerable.Range(1, 1001)
                    .Select(one => new StatusListInquiryRequestMessageRequestIdBean { request_id = one.ToString() })
                    .ToArray(),
            },
        },
    };
}
