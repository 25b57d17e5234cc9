// node-soap's client, built from the WSDL at the given address: reads one call per line from standard input, writes one
// response per line to standard output (soap-program.ts). Attributes are grouped under `attributes`, as only node-soap
// does.
import { createInterface } from 'node:readline';
import { createClientAsync } from 'soap';

// Without preserveWhitespace it trims the text of every element, and item codes lose their blanks.
const client = await createClientAsync(process.argv[2], { preserveWhitespace: true });

for await (const line of createInterface({ input: process.stdin })) {
  const { operation, content } = JSON.parse(line);
  console.log(JSON.stringify(await call(operation, content)));
}

async function call(operation, content) {
  try {
    const [wrapper] = await client[`${operation}Async`](content, { timeout: 20_000 });
    return { answer: flattened(Object.values(wrapper ?? {})[0] ?? null) };
  } catch (error) {
    const fault = error.root?.Envelope?.Body?.Fault;
    return fault === undefined
      ? { error: String(error) }
      : { fault: { code: fault.faultcode, text: fault.faultstring } };
  }
}

/** Moves attributes next to the elements, as the other clients return them. */
function flattened(value) {
  if (Array.isArray(value)) return value.map(flattened);
  if (value === null || typeof value !== 'object') return value;
  const { attributes, ...elements } = value;
  return {
    ...attributes,
    ...Object.fromEntries(Object.entries(elements).map(([name, part]) => [name, flattened(part)])),
  };
}
