import { shortened } from '../domain/response-code.js';
import type { Rejection } from '../domain/response-code.js';
import { codeOf } from '../domain/values/code.js';
import { invisibleInCode } from '../platform/invisible.js';

/** The longest description: about a thousand texts. */
const MAX_DESCRIPTION_LENGTH = 100_000;

/** The text of a rejection, and what nobody sees in the values that it quotes. */
export function describeRejection({ text, values }: Rejection): string {
  return text + unseen(values);
}

/** The contents of a response: the code of the first rejection, and the texts of all of them, each once. */
export function describeRejections(rejections: readonly Rejection[]): {
  readonly code: number;
  readonly description: string;
} {
  const texts = new Set<string>();
  let length = 0;
  for (const rejection of rejections) {
    const text = describeRejection(rejection);
    if (texts.has(text)) continue;
    length += text.length + 1;
    if (length > MAX_DESCRIPTION_LENGTH) {
      texts.add('(and more)');
      break;
    }
    texts.add(text);
  }
  return { code: rejections[0]?.code ?? 0, description: [...texts].join(' ') };
}

/** A sentence for each value with an invisible character: without it, the text quotes a value that looks right. */
function unseen(values: Rejection['values']): string {
  return Object.entries(values)
    .map(([name, value]) => [name, typeof value === 'string' ? invisibleInCode(codeOf(shortened(value))) : ''] as const)
    .filter(([, found]) => found !== '')
    .map(([name, found]) => ` In ${name}, ${found}: remove it, or write a plain space.`)
    .join('');
}
