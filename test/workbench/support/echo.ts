import { envelope, NS } from '../../cli/support/scripted-broker.js';

/** An EchoTest request. */
export const echoRequest = (text: string): string =>
  envelope(`<n:EchoTest xmlns:n="${NS}"><TestMesg>${text}</TestMesg></n:EchoTest>`);

/** The response to an EchoTest request. */
export const echoResponse = (text: string): string =>
  envelope(`<n:EchoTestResponse xmlns:n="${NS}"><return>${text}</return></n:EchoTestResponse>`);
