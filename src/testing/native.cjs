// Loaded by Node's own `require`, so that this import is Node's own.
exports.load = () => import('./start-broker.js');
