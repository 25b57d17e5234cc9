// Direct fulfillment through the proxy class that `wsdl` made from the served WSDL: a result is a list of row sets,
// messages and result codes, and a row set is read into a DataSet. Arguments: number and secret of a supplier with one
// order, then of one without. Prints what it was answered as one line of JSON (direct-fulfillment.test.ts): of a
// row set the columns with the types that its schema gives them, and the rows.
using System;
using System.Data;
using System.Linq;
using System.Web.Script.Serialization;
using System.Xml;

static class DotnetDirectFulfillment {
    static void Main(string[] arguments) {
        string number = arguments[0], secret = arguments[1];
        var client = new DirectFulfillment { Timeout = 20000 };
        object[] orders = client.pixiDFGetOrders(number, secret, true, true);
        var order = (int)Cell(orders, "OrderNR");
        object[] lines = client.pixiDFGetOrderlines(order, number, secret, true, true);
        var change = (int)Cell(lines, "OrderHistKey");
        Console.WriteLine(new JavaScriptSerializer().Serialize(new {
            orders = Results(orders),
            none = Results(client.pixiDFGetOrders(arguments[2], arguments[3], null, false)),
            lines = Results(lines),
            refused = Results(client.pixiDFGetOrders(number, "wrong", null, false)),
            confirmed = Results(client.pixiDFGetChangesConfirmation(number, secret, change)),
        }));
    }

    static object[] Results(object[] result) => result.Select(one =>
        one is SqlRowSet ? Table(Read((SqlRowSet)one))
        : one is SqlMessage ? new { ((SqlMessage)one).Class, ((SqlMessage)one).Message }
        : one).ToArray();

    static object Table(DataTable table) => new {
        types = table.Columns.Cast<DataColumn>().ToDictionary(one => one.ColumnName, one => one.DataType.Name),
        rows = table.Rows.Cast<DataRow>().Select(row => table.Columns.Cast<DataColumn>().Where(one => !row.IsNull(one))
            .ToDictionary(one => one.ColumnName, one => Value(row[one]))),
    };

    static object Value(object cell) => cell is DateTime ? ((DateTime)cell).ToString("s") : cell;

    static object Cell(object[] result, string column) => Read(result.OfType<SqlRowSet>().Single()).Rows[0][column];

    static DataTable Read(SqlRowSet set) {
        // The schema of the rows refers to the one of the types, so both are read together.
        var document = new XmlDocument();
        document.AppendChild(document.CreateElement("SqlRowSet"));
        foreach (XmlElement one in set.Any) document.DocumentElement.AppendChild(document.ImportNode(one, true));
        var data = new DataSet();
        data.ReadXml(new XmlNodeReader(document));
        return data.Tables[0];
    }
}
