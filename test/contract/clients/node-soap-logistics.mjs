// node-soap against third-party logistics, made from the served WSDL: argument 1 the address, 2 the login as JSON, 3 the SOAP
// version. A call a line on standard input, its answer a line on standard output (soap-program.ts).
import { createInterface } from 'node:readline';
import { createClientAsync } from 'soap';

const [, , address, login, version] = process.argv;
const is12 = version === '1.2';
const client = await createClientAsync(`${address}?wsdl`, { forceSoap12Headers: is12, handleNilAsNull: true });
const credentials = JSON.parse(login);
if (credentials !== null) client.addSoapHeader({ ApiAuthentication: credentials }, '', 'tns', 'http://api.exigo.com/');
const port = client.ExigoApi[is12 ? 'ExigoApiSoap12' : 'ExigoApiSoap'];

for await (const line of createInterface({ input: process.stdin })) {
  const { operation, content } = JSON.parse(line);
  console.log(JSON.stringify(await call(operation, content)));
}

async function call(operation, content) {
  try {
    return {
      answer: await new Promise((resolve, reject) => {
        port[operation](content, (error, answer) => (error ? reject(error) : resolve(answer)), { timeout: 20_000 });
      }),
    };
  } catch (error) {
    const fault = error.root?.Envelope?.Body?.Fault;
    if (fault === undefined) return { error: String(error) };
    const { faultcode, faultstring, Code, Reason } = fault;
    return { fault: { code: faultcode ?? Code.Value, text: faultstring ?? Reason.Text.$value ?? Reason.Text } };
  }
}
