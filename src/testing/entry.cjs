// `order-broker/testing`, for require and for import. The broker is loaded by Node itself, not by the module system of a test
// runner: jest refuses ES modules without a flag, and would load the broker again for each test file. Node's own `require`
// is got from the context that Node was started with; jest has replaced every other way to it.
const { Script } = require('node:vm');

const { createRequire } = new Script('process').runInThisContext().getBuiltinModule('node:module');
const native = createRequire(__filename)('./native.cjs');

exports.startBroker = async (options) => (await native.load()).startBroker(options);
