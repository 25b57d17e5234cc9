import { validateResponse } from '../../src/services/locate/contract.js';
import { messageOf } from '../../src/workbench/story/message.js';
import { storiesAt } from '../../src/workbench/story/read-story.js';
import { cli } from '../cli/support/capture.js';
import { scriptedBroker } from '../cli/support/scripted-broker.js';
import { folder, HEAD, play, storyBroker, SUBMIT } from './support/stories.js';

describe('an invalid story file', () => {
  it.each([
    [
      'a misspelled key',
      `${SUBMIT}  - who: oms\n    Fulfilments: {}\n`,
      'a.story.yaml:9: steps[1].Fulfilments: found a key that is not known here',
    ],
    [
      'a number where text belongs',
      SUBMIT.replace('A-1', '17'),
      'a.story.yaml:7: steps[0].SubmitOrder.order: found the number 17, expected text; write it in quotes: "17"',
    ],
    [
      'two actions in a step',
      `  - who: oms\n    Fulfillments: {}\n    Intransit: {}\n`,
      'a.story.yaml:7: steps[0]: found a group of keys, expected one of SubmitOrder, ',
    ],
    [
      'an unknown cast member',
      SUBMIT.replace('who: oms', 'who: omx'),
      'a.story.yaml:7: steps[0].who: found "omx", expected a member of the cast: oms, boston',
    ],
    [
      'a request that no earlier step assigned',
      '  - who: oms\n    StatusRequest:\n      request: later\n',
      'a.story.yaml:9: steps[0].StatusRequest.request: found "later", expected the name of a request that an earlier step assigned',
    ],
    [
      'an unknown step to resend',
      `${SUBMIT}  - { who: oms, resend: sbmit }\n`,
      'a.story.yaml:8: steps[1].resend: found "sbmit", expected the name of an earlier step',
    ],
    [
      'a duplicate name',
      SUBMIT + SUBMIT.replace('step: submit, ', ''),
      'a.story.yaml:8: steps[1].request: found "order" again, expected a name that no other request has',
    ],
    [
      'an expectation of a discarded response',
      SUBMIT.replace('request: order', 'lose_answer: true, expect: { code: 0 }'),
      'a.story.yaml:7: steps[0].expect: found a group of keys, expected no such key: lose_answer discards the response',
    ],
    [
      'neither a status nor lines',
      `${SUBMIT}  - { who: oms, StatusUpdate: { request: order } }\n`,
      'a.story.yaml:8: steps[1].StatusUpdate: found a group of keys, expected either status (for the whole order) or lines',
    ],
    [
      'a missing file',
      '  - send: nothing.xml\n',
      'a.story.yaml:7: steps[0].send: found "nothing.xml", expected the name of a file in the folder of the story',
    ],
    [
      'an unknown placeholder',
      '  - ask: GET /admin/v1/orders/$order\n',
      'a.story.yaml:7: steps[0].ask: found "order", expected $today, $today+30 or the name of a request',
    ],
    ['a wait', '  - wait: 5\n', 'a.story.yaml:7: steps[0].wait: found a key that is not known here'],
    ['broken YAML', '  - { who: oms\n', 'a.story.yaml:8: '],
  ])('with %s is rejected with file, line and expected value, and nothing is sent', async (_, steps, reason) => {
    const { code, err, received } = await play(steps);
    expect(err).toContain(reason);
    expect({ code, sent: received.length }).toEqual({ code: 1, sent: 0 });
  });

  it('prevents the others from being played; the errors of all files are listed', async () => {
    await using server = await scriptedBroker(storyBroker());
    const path = await folder({ 'a.story.yaml': HEAD + SUBMIT, 'b.story.yaml': '', 'c.story.yaml': 'title: T\n' });
    const { err } = await cli(['replay', path, '--url', server.url]);
    expect(err).toMatch(
      /b\.story\.yaml:1: found an empty document, expected a story\n.*c\.story\.yaml:1: shows: found nothing, expected text\n/,
    );
    expect(server.received).toHaveLength(0);
  });
});

describe('the stories of samples/stories', () => {
  it('send messages that are valid against the schema', async () => {
    const stories = await storiesAt('samples/stories');
    expect(stories.length).toBeGreaterThanOrEqual(25);
    for (const story of stories) {
      for (const step of story.steps) {
        const message = messageOf(story, step);
        if (message !== undefined)
          expect({ file: story.file, step, problems: validateResponse(message) }).toEqual({
            file: story.file,
            step,
            problems: [],
          });
      }
    }
  });

  it('cover every operation and order type', async () => {
    const steps = (await storiesAt('samples/stories')).flatMap((story) => story.steps);
    const types = new Set(steps.flatMap(({ SubmitOrder }) => SubmitOrder?.type ?? []));
    expect([...types].sort()).toEqual(['DELIVERY', 'PICKUP', 'RETAILPICKUP', 'SHIPFORPICKUP', 'SHIPTOSTORE']);
    for (const key of ['Intransit', 'OrderUpdate', 'resend', 'ask'] as const)
      expect(steps.some((step) => step[key] !== undefined)).toBe(true);
    expect(steps.some((step) => step.lose_answer)).toBe(true);
  });
});
