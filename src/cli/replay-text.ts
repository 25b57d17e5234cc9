import { basename } from 'node:path';
import type { Difference } from '../workbench/compare.js';
import type { Plan } from '../workbench/plan.js';
import type { StepReport } from '../workbench/replay.js';
import type { StoryStepReport } from '../workbench/story/play.js';
import { storyName } from '../workbench/story/read-story.js';
import type { Story } from '../workbench/story/read-story.js';
import type { ResponseView } from '../workbench/story/view.js';

const nameOf = (file: string): string => basename(file).replace(/(\.request)?\.(?:xml|http)$/i, '');

/** The width of the longest name of a message in the plans. */
export const nameWidth = (plans: readonly Plan[]): number =>
  Math.max(0, ...plans.flatMap((plan) => plan.steps.map(({ file }) => nameOf(file).length)));

const MARKS = { passed: 'ok', failed: 'FAIL', recorded: 'new' };

/** One line for a message, and below it why it failed. @param width of the column of names */
export function formatStep(report: StepReport, width: number): string {
  const line = [
    MARKS[report.result].padEnd(4),
    nameOf(report.file).padEnd(width),
    report.operation.padEnd(19),
    report.httpStatus || '---',
    `${report.milliseconds.toFixed(0).padStart(5)} ms`,
    (report.responseCode === '' ? '' : `code ${report.responseCode}`).padEnd(9),
    report.requestId === '' ? '' : `request ${report.requestId}`,
  ]
    .join('  ')
    .trimEnd();
  const notes = report.reason === '' ? [] : [`      ${report.reason.replaceAll('\n', '\n        ')}`];
  return [line, ...notes, ...differenceLines(report.difference, 6, 8)].join('\n');
}

/** The heading of a story. */
export const formatTitle = (story: Story): string => `${storyName(story.file)}: ${story.title}`;

/** One line for a step of a story: sender, operation and response; below it the note, and why it failed. */
export function formatStoryStep(story: Story, report: StoryStepReport): string {
  const senderWidth = Math.max(...Object.keys(story.cast).map((name) => name.length));
  const response = report.came === undefined ? report.reason : formatResponse(report.came);
  const failed = report.result === 'failed';
  const requestName = story.steps[report.number - 1]?.request;
  const assigned =
    requestName === undefined || report.requestId === '' ? '' : `${requestName} is request ${report.requestId}`;
  const line = [
    failed ? '  FAIL' : '  ok  ',
    String(report.number).padStart(2),
    report.who.padEnd(senderWidth),
    report.operation.padEnd(17),
    [response, assigned].filter(Boolean).join(', '),
  ]
    .join('  ')
    .trimEnd();
  const remaining = story.steps.length - report.number;
  return [
    line,
    ...(report.note === '' ? [] : [`          ${report.note}`]),
    ...differenceLines(report.difference, 8, 9),
    ...(failed && remaining > 0
      ? [`        the story ends here; ${remaining} more ${remaining === 1 ? 'step was' : 'steps were'} not played`]
      : []),
  ].join('\n');
}

/** @param indent spaces before each line; @param width of the labels */
function differenceLines(difference: Difference | undefined, indent: number, width: number): string[] {
  if (difference === undefined) return [];
  const { path, expected, found } = difference;
  return Object.entries({ at: path, expected, found }).map(
    ([label, value]) => `${' '.repeat(indent)}${label.padEnd(width)} ${value}`,
  );
}

/** A response in one line. */
function formatResponse(view: ResponseView): string {
  const { answer, code, fault, text, lines, orders } = view;
  const http = `HTTP ${textAt(view, 'http')}`;
  if (typeof fault === 'string') return `${http}, fault ${fault}`;
  const result = typeof answer === 'string' ? answer : http;
  const parts = [
    `${result}${typeof code === 'string' ? ` ${code}` : ''}${typeof text === 'string' && code !== '0' ? `: ${text}` : ''}`,
    ...viewsIn(lines).map(formatLine),
    ...viewsIn(orders).map(formatOrder),
  ];
  return (Array.isArray(orders) && orders.length === 0 ? [...parts, 'nothing'] : parts).join(', ');
}

const formatOrder = (order: ResponseView): string =>
  [
    textAt(order, 'request'),
    textAt(order, 'status'),
    order.under_review === 'true' ? 'under review' : '',
    `[${viewsIn(order.lines).map(formatLine).join('; ')}]`,
  ]
    .filter(Boolean)
    .join(' ');

const formatLine = (line: ResponseView): string =>
  [
    `line ${textAt(line, 'line')}: ${textAt(line, 'qty')} ${textAt(line, 'item')}`,
    textAt(line, 'status'),
    `at ${textAt(line, 'at')}`,
  ]
    .filter(Boolean)
    .join(' ');

const textAt = (view: ResponseView, key: string): string => {
  const value = view[key];
  return typeof value === 'string' ? value : '';
};

const isList = (value: ResponseView[string] | undefined): value is readonly ResponseView[] => Array.isArray(value);
const viewsIn = (value: ResponseView[string] | undefined): readonly ResponseView[] => (isList(value) ? value : []);
