import type { LocateOperation } from '../operation.js';

/** Answers with the text it was sent, so that a caller can tell that somebody is there. */
export const echoTest: LocateOperation<'EchoTest'> = {
  name: 'EchoTest',
  group: 'Locate',
  header: () => undefined,
  speaksFor: undefined,
  answer: (request) => Promise.resolve({ payload: { return: request.TestMesg } }),
};
