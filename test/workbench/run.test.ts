import { join } from 'node:path';
import { readScript, runScript } from '../../src/workbench/run.js';
import { echoRequest, echoResponse } from './support/echo.js';
import { scriptedBroker } from '../cli/support/scripted-broker.js';
import { folder, HEAD, storyBroker, SUBMIT } from './support/stories.js';

describe('runScript', () => {
  it('calls back for every message, story and step in order, and returns the same reports', async () => {
    const stories = storyBroker();
    await using broker = await scriptedBroker((request) =>
      request.payload?.local === 'EchoTest' ? { body: echoResponse('hello') } : stories(request),
    );
    const path = await folder({ 'a.xml': echoRequest('hello'), 'b.story.yaml': HEAD + SUBMIT });
    const script = await readScript([join(path, 'a.xml'), join(path, 'b.story.yaml')]);
    const progress: string[] = [];
    const report = await runScript({ url: broker.url, timeoutMs: 5000 }, script, {
      record: false,
      onStep: ({ operation, result }) => progress.push(`step ${operation} ${result}`),
      onStory: ({ title }) => progress.push(`story ${title}`),
      onStoryStep: (story, { number, result }) => progress.push(`${story.title} ${number} ${result}`),
    });
    expect(progress).toEqual(['step EchoTest passed', 'story T', 'T 1 passed']);
    expect(report).toMatchObject({
      passed: 2,
      failed: 0,
      steps: [{ operation: 'EchoTest', result: 'passed' }],
      stories: [{ title: 'T', result: 'passed', steps: [{ number: 1 }] }],
    });
  });

  it('sends nothing when a file is invalid', async () => {
    const path = await folder({ 'a.xml': echoRequest('hello'), 'b.story.yaml': 'title: T\n' });
    await expect(readScript([join(path, 'a.xml'), path])).rejects.toMatchObject({ code: 'client-error' });
  });
});
