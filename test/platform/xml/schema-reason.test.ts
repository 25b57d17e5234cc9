import { Validator } from '../../../src/platform/xml/validation/validator.js';
import { basket, parse, SHOP } from './documents.js';

const strict = new Validator(SHOP);
afterAll(() => {
  strict.dispose();
});
const reasons = (text: string): string[] => strict.validate(text, parse(text), []).map(({ reason }) => reason);

test('an element in the wrong namespace is said to be, not that it is expected and is not', () => {
  expect(reasons(basket('<s:note>x</s:note>'))).toContain(
    'note must be in no namespace; found in urn:shop. Write it without a prefix, and without a default namespace around it (xmlns="").',
  );
  expect(reasons(basket().replaceAll('s:request', 'request'))).toContain(
    'request must be in the namespace urn:shop; found in none.',
  );
  expect(reasons(basket('<other/>'))).toContainEqual(expect.stringMatching(/^other is not expected here\. Expected: /));
});

test.each([
  ['3\u00a0', 'a no-break space', '2 is U+00A0'],
  ['\ufeff3', 'a byte order mark', '1 is U+FEFF'],
  ['😀\u200b', 'a zero width space', '2 is U+200B'],
  ['1\u20092', 'U+2009', '2 is U+2009'],
])('an invisible character in a value is named: %j', (value, name, place) => {
  const [reason] = reasons(basket().replace('<qty>3', `<qty>${value}`));
  expect(reason).toContain('is not a valid int');
  expect(reason).toContain(name);
  expect(reason).toContain(`(character ${place}`);
});

test('a value of visible characters is quoted alone', () => {
  expect(reasons(basket().replace('<qty>3', '<qty>three'))).toEqual(["'three' is not a valid int."]);
});
