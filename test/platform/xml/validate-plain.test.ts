import { readdirSync, readFileSync } from 'node:fs';
import type { XmlElement } from '../../../src/platform/xml/element.js';
import { XmlError } from '../../../src/platform/xml/parse.js';
import { compilePlainValidator } from '../../../src/platform/xml/validation/validate-plain.js';
import { readSchema } from '../../../src/platform/xml/schema/read-schema.js';
import { tolerantXsd } from '../../../src/platform/xml/validation/tolerance.js';
import { Validator } from '../../../src/platform/xml/validation/validator.js';
import { mutateTree } from '../../fuzz/mutate-tree.js';
import { Random } from '../../support/random.js';
import { basket, parse, SHOP } from './documents.js';

const LOCATE = readFileSync(new URL('../../../xsd/Locate.xsd', import.meta.url), 'utf8');
const folder = new URL('../../../samples/locate/', import.meta.url);
const samples = readdirSync(folder)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

const payloadOf = (root: XmlElement): { payload: XmlElement; position: readonly number[] } | undefined => {
  if (root.local !== 'Envelope') return { payload: root, position: [] };
  const position = [root.children.length - 1, 0];
  const payload = root.children.at(-1)?.children[0];
  return payload === undefined ? undefined : { payload, position };
};

describe.each(['tolerant', 'strict'] as const)('the fast path for the %s schema', (strictness) => {
  const validators = [SHOP, LOCATE].map((xsd) => {
    const schema = readSchema(xsd);
    const validator =
      strictness === 'strict' ? new Validator(xsd) : new Validator(tolerantXsd(schema), { wrongTypeHints: 'ignored' });
    return { plain: compilePlainValidator(schema, { tolerant: strictness === 'tolerant' }), validator };
  });
  const [shop, locate] = validators;
  afterAll(() => {
    for (const { validator } of validators) validator.dispose();
  });

  /** The verdicts of the fast path and of libxml2; a text that cannot be parsed is invalid for both. */
  function validateBoth(validators: typeof shop, text: string): { accepted: boolean; valid: boolean } {
    try {
      const root = parse(text);
      const found = payloadOf(root);
      if (validators === undefined || found === undefined) return { accepted: false, valid: false };
      return {
        accepted: validators.plain(text, found.payload),
        valid: validators.validator.validate(text, root, found.position).length === 0,
      };
    } catch (error) {
      if (error instanceof XmlError) return { accepted: false, valid: false };
      throw error;
    }
  }

  test('accepts nearly every valid sample message', () => {
    const valid = samples.map((text) => validateBoth(locate, text)).filter((one) => one.valid);
    expect(valid.length).toBeGreaterThan(10);
    expect(valid.filter((one) => one.accepted).length).toBeGreaterThan(valid.length * 0.8);
  });

  test('accepts only what libxml2 accepts: mutated documents of all constructs', () => {
    const random = new Random(7);
    const pieces = [
      '<limit>5</limit>',
      '<limit/>',
      '<limit> 5</limit>',
      '<limit>2147483648</limit>',
      '<limit>+5</limit>',
      '<weight>1.50</weight>',
      '<weight>.5</weight>',
      '<weight>1e3</weight>',
      '<weight/>',
      '<note/>',
      '<note>x</note>',
      '<note a="1"/>',
      '<note xsi:nil="true"/>',
      '<note xsi:type="xsd:string"/>',
      '<note><a/></note>',
      '<owner><name/></owner>',
      '<owner no="1"><name/></owner>',
      '<owner> <name/>\n</owner>',
      '<owner>x<name/></owner>',
      '<owner/>',
      '<parts/>',
      '<parts> </parts>',
      '<parts><part/></parts>',
      '<parts><part/><part>2</part></parts>',
      '<parts><![CDATA[]]><part/></parts>',
      '<parts><!-- x --></parts>',
      '<parts>&#32;</parts>',
      '<tag/>',
      '<tag>a</tag>',
      ' ',
      '\n',
      'x',
      '<s:note/>',
    ];
    const attributes = [
      'id="a" count="1"',
      'count="1"',
      'id="a"',
      'id="" count="1" ratio="1.5"',
      'id="a" count="1" ratio=""',
      'id="a" count="" ratio="1"',
      'id="a" count=" 1"',
      'id="a" count="1" x="1"',
      'id="a" count="1" xsi:x="1"',
      'id="a" count="1" ratio="INF"',
    ];
    let count = 0;
    for (let times = 0; times < 6000; times += 1) {
      const inside = Array.from({ length: random.below(5) }, () => random.pick(pieces)).join('');
      let text = basket(inside, random.pick(attributes));
      if (random.chance(0.3)) text = mutateTree(text, random).text;
      const { accepted, valid } = validateBoth(shop, text);
      if (accepted && !valid) throw new Error(`not valid: ${text}`);
      if (accepted) count += 1;
    }
    expect(count).toBeGreaterThan(100);
  });

  test('accepts only what libxml2 accepts: mutated messages of the contract', () => {
    const random = new Random(11);
    const small = samples.filter((text) => text.length < 6000);
    let count = 0;
    for (let times = 0; times < 4000; times += 1) {
      let text = random.pick(small);
      for (let changes = random.chance(0.5) ? 1 : 2; changes > 0; changes -= 1) text = mutateTree(text, random).text;
      const { accepted, valid } = validateBoth(locate, text);
      if (accepted && !valid) throw new Error(`not valid: ${text}`);
      if (accepted) count += 1;
    }
    expect(count).toBeGreaterThan(100);
  });
});

test('leaves a payload of another namespace or an unknown name to libxml2', () => {
  const validate = compilePlainValidator(readSchema(SHOP), { tolerant: true });
  const accepts = (text: string): boolean => validate(text, parse(text));
  expect(accepts(basket())).toBe(true);
  expect(accepts(basket().replaceAll('urn:shop', 'urn:other'))).toBe(false);
  expect(accepts(basket().replaceAll('Basket', 'Bag'))).toBe(false);
});
