// A .NET program around the proxy class that `wsdl` made from the served WSDL (dotnet.ts): argument 1 the address of
// the WSDL, 2 the login as JSON. A call a line on standard input, its answer a line on standard output
// (soap-program.ts).
// 1. A call fills objects of the proxy's own types: each value as the type of its property; what is absent stays as the
//    type makes it.
// 2. An answer is read back from typed objects: numbers, decimals and switches are such in JSON, dates ISO 8601.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Reflection;
using System.Text;
using System.Web.Script.Serialization;
using System.Web.Services.Protocols;
using System.Xml;
using System.Xml.Serialization;

static class DotnetClient {
    static readonly JavaScriptSerializer Json = new JavaScriptSerializer { MaxJsonLength = 64 << 20 };

    static void Main(string[] arguments) {
        Type made = Assembly.GetExecutingAssembly().GetTypes().Single(typeof(SoapHttpClientProtocol).IsAssignableFrom);
        var client = (SoapHttpClientProtocol)Activator.CreateInstance(made);
        client.Timeout = 20000;
        // Its JSON reader takes no lone null.
        if (arguments.Length > 1 && arguments[1] != "null") SignIn(client, Json.DeserializeObject(arguments[1]));
        var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true };
        for (string line = input.ReadLine(); line != null; line = input.ReadLine())
            output.WriteLine(Json.Serialize(Call(client, (IDictionary<string, object>)Json.DeserializeObject(line))));
    }

    static void SignIn(SoapHttpClientProtocol client, object credentials) {
        PropertyInfo header = client.GetType().GetProperties()
            .Single(one => typeof(SoapHeader).IsAssignableFrom(one.PropertyType));
        header.SetValue(client, Typed(header.PropertyType, credentials));
    }

    static object Call(SoapHttpClientProtocol client, IDictionary<string, object> call) {
        MethodInfo method = client.GetType().GetMethod((string)call["operation"]);
        var style = method.GetCustomAttribute<SoapDocumentMethodAttribute>().ParameterStyle;
        var content = (IDictionary<string, object>)call["content"];
        try {
            object[] values = method.GetParameters().Select(one => style == SoapParameterStyle.Bare
                ? Typed(one.ParameterType, content) : Argument(one, content)).ToArray();
            object answer = method.Invoke(client, values);
            return new Dictionary<string, object> { ["answer"] = Plain(answer, method.ReturnTypeCustomAttributes) };
        } catch (TargetInvocationException thrown) when (thrown.InnerException is SoapException) {
            var fault = (SoapException)thrown.InnerException;
            return new Dictionary<string, object> {
                ["fault"] = new Dictionary<string, object> { ["code"] = fault.Code.Name, ["text"] = fault.Message },
            };
        } catch (TargetInvocationException thrown) when (thrown.InnerException is WebException) {
            var refusal = ((WebException)thrown.InnerException).Response as HttpWebResponse;
            object status = refusal == null ? (object)thrown.InnerException.Message : (int)refusal.StatusCode;
            return new Dictionary<string, object> { ["error"] = "HTTP " + status };
        } catch (Exception error) { // what .NET could not send or read: the test shows it
            return new Dictionary<string, object> { ["error"] = (error.InnerException ?? error).ToString() };
        }
    }

    // `XSpecified` tells whether the optional value X is sent.
    static object Argument(ParameterInfo parameter, IDictionary<string, object> content) {
        string name = parameter.Name;
        if (content.TryGetValue(name, out object value)) return Typed(parameter.ParameterType, value);
        if (parameter.ParameterType != typeof(bool) || !name.EndsWith("Specified")) return null;
        return content.ContainsKey(name.Substring(0, name.Length - "Specified".Length));
    }

    static object Typed(Type type, object value) {
        Type inner = Nullable.GetUnderlyingType(type) ?? type;
        if (value == null) return null;
        if (inner == typeof(string)) return Convert.ToString(value, CultureInfo.InvariantCulture);
        if (inner == typeof(DateTime))
            return XmlConvert.ToDateTime((string)value, XmlDateTimeSerializationMode.RoundtripKind);
        if (inner.IsEnum) return Enum.Parse(inner, (string)value);
        if (inner.IsPrimitive || inner == typeof(decimal))
            return Convert.ChangeType(value, inner, CultureInfo.InvariantCulture);
        if (inner.IsArray) return Items(inner.GetElementType(), value);
        object made = Activator.CreateInstance(inner);
        foreach (var part in (IDictionary<string, object>)value) {
            PropertyInfo property = inner.GetProperty(part.Key)
                ?? throw new ArgumentException(inner.Name + " has no " + part.Key);
            property.SetValue(made, Typed(property.PropertyType, part.Value));
            inner.GetProperty(part.Key + "Specified")?.SetValue(made, true);
        }
        return made;
    }

    // Around the elements of a list .NET has no object of its own.
    static Array Items(Type type, object value) {
        var wrapper = value as IDictionary<string, object>;
        object inside = wrapper != null && wrapper.Count == 1 ? wrapper.Values.Single() : value;
        object[] all = inside is object[] list ? list : new[] { inside };
        Array items = Array.CreateInstance(type, all.Length);
        for (int index = 0; index < all.Length; index++) items.SetValue(Typed(type, all[index]), index);
        return items;
    }

    static object Plain(object value, ICustomAttributeProvider place) {
        if (value == null || value is string || value is decimal || value.GetType().IsPrimitive) return value;
        if (value is DateTime) return XmlConvert.ToString((DateTime)value, XmlDateTimeSerializationMode.RoundtripKind);
        if (value is Enum) return value.ToString();
        if (value is Array) return PlainItems((Array)value, place);
        var parts = new Dictionary<string, object>();
        foreach (PropertyInfo property in value.GetType().GetProperties()) {
            if (property.IsDefined(typeof(XmlIgnoreAttribute))) continue;
            PropertyInfo specified = value.GetType().GetProperty(property.Name + "Specified");
            if (specified != null && !(bool)specified.GetValue(value)) continue;
            object part = property.GetValue(value);
            if (part != null) parts[property.Name] = Plain(part, property);
        }
        return parts;
    }

    static object PlainItems(Array items, ICustomAttributeProvider place) {
        object[] all = items.Cast<object>().ToArray();
        if (place.IsDefined(typeof(XmlElementAttribute), false)) return all.Select(one => Plain(one, null)).ToArray();
        var named = place.GetCustomAttributes(typeof(XmlArrayItemAttribute), false).Cast<XmlArrayItemAttribute>();
        return all.GroupBy(one => NameOf(one, named))
            .ToDictionary(group => group.Key, group => (object)group.Select(one => Plain(one, null)).ToArray());
    }

    static string NameOf(object item, IEnumerable<XmlArrayItemAttribute> named) {
        string name = named.FirstOrDefault(one => one.Type == null || one.Type == item.GetType())?.ElementName;
        if (!string.IsNullOrEmpty(name)) return name;
        return item is string ? "string" : item is int ? "int" : item.GetType().Name;
    }
}
