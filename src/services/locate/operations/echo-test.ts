import type { LocateOperation } from '../operation.js';

/** Returns the text it was sent, so that a caller can test the connection. */
export const echoTest: LocateOperation<'EchoTest'> = {
  name: 'EchoTest',
  group: 'Locate',
  header: () => undefined,
  speaksFor: undefined,
  answer: (request) => Promise.resolve({ payload: { return: request.TestMesg } }),
};
