import { storyName } from './read-story.js';
import type { Story } from './read-story.js';
import type { StoryStepReport } from './play.js';
import type { View } from './view.js';

export const describeTitle = (story: Story): string => `${storyName(story.file)}: ${story.title}`;

/** One line for a step: who did what, and what came back; below it why it failed. */
export function describeStep(story: Story, report: StoryStepReport): string {
  const widest = Math.max(...Object.keys(story.cast).map((name) => name.length));
  const said = report.came === undefined ? report.reason : told(report.came);
  const failed = report.result === 'failed';
  const named = story.steps[report.number - 1]?.request;
  const line = [
    failed ? '  FAIL' : '  ok  ',
    String(report.number).padStart(2),
    report.who.padEnd(widest),
    report.operation.padEnd(17),
    [said, named === undefined || report.requestId === '' ? '' : `${named} is request ${report.requestId}`]
      .filter(Boolean)
      .join(', '),
  ]
    .join('  ')
    .trimEnd();
  const notes = report.note === '' ? [] : [`          ${report.note}`];
  if (report.difference !== undefined) {
    const { path, expected, found } = report.difference;
    notes.push(`        at        ${path}`, `        expected  ${expected}`, `        found     ${found}`);
  }
  const left = story.steps.length - report.number;
  if (failed && left > 0)
    notes.push(`        the story ends here; ${left} more ${left === 1 ? 'step' : 'steps'} not played`);
  return [line, ...notes].join('\n');
}

/** A view in a line, as it would be said. */
function told(view: View): string {
  const { answer, code, fault, text, lines, orders } = view;
  const http = `HTTP ${said(view, 'http')}`;
  if (typeof fault === 'string') return `${http}, fault ${fault}`;
  const head = typeof answer === 'string' ? answer : http;
  const parts = [
    `${head}${typeof code === 'string' ? ` ${code}` : ''}${typeof text === 'string' && code !== '0' ? `: ${text}` : ''}`,
    ...groups(lines).map(toldLine),
    ...groups(orders).map((order) =>
      [
        said(order, 'request'),
        said(order, 'status'),
        order.under_review === 'true' ? 'under review' : '',
        `[${groups(order.lines).map(toldLine).join('; ')}]`,
      ]
        .filter(Boolean)
        .join(' '),
    ),
  ];
  return (Array.isArray(orders) && orders.length === 0 ? [...parts, 'nothing'] : parts).join(', ');
}

const toldLine = (line: View): string =>
  [
    `line ${said(line, 'line')}: ${said(line, 'qty')} ${said(line, 'item')}`,
    said(line, 'status'),
    `at ${said(line, 'at')}`,
  ]
    .filter(Boolean)
    .join(' ');

const said = (view: View, key: string): string => {
  const value = view[key];
  return typeof value === 'string' ? value : '';
};

const isList = (value: View[string] | undefined): value is readonly View[] => Array.isArray(value);
const groups = (value: View[string] | undefined): readonly View[] => (isList(value) ? value : []);
