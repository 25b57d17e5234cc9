import { SaxesParser } from 'saxes';

/*
 * Bounds what saxes keeps of a part of a document that has not ended. saxes reports a part at its end and appends to its
 * text character by character where the text looks like an end (`]` in CDATA, `-` in a comment, `?` in an instruction,
 * a line end): each of them is an object of some 30 bytes until then.
 *
 * 1. Comments, instructions and text outside the root element are read by nobody, so what is there of them is dropped.
 * 2. The length of every other part is told, so that it is refused before its end.
 */

/** What saxes keeps between two pieces of a document. Its types call it private. */
interface Kept {
  text: string;
  readonly entity: string;
  readonly state: number;
}

const keptBy = (parser: SaxesParser): Kept => parser as unknown as Kept;

/** saxes does not export its states: it is led into each of them. */
function stateAfter(beginning: string): number {
  const parser = new SaxesParser();
  parser.write(beginning);
  return keptBy(parser).state;
}

const UNREAD = new Set(['<!--x', '<!--x-', '<?x y', '<?x y?'].map(stateAfter));
const TEXT = stateAfter('<a> ');

/** The lengths of the text and of the reference that have not ended. @param outside whether no element is open */
export function boundUnfinished(parser: SaxesParser, outside: boolean): { text: number; reference: number } {
  const kept = keptBy(parser);
  if (UNREAD.has(kept.state) || (outside && kept.state === TEXT)) kept.text = '';
  return { text: kept.text.length, reference: kept.entity.length };
}
