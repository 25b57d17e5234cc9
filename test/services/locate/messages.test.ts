import { readFileSync } from 'node:fs';
import { readSchema } from '../../../src/platform/xml/schema/read-schema.js';
import { typescriptOf } from '../../../src/platform/xml/schema/typescript.js';
import { SHOP } from '../../platform/xml/documents.js';

const file = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('matches src/services/locate/messages.ts with the schema (otherwise: npm run generate)', () => {
  expect(file('src/services/locate/messages.ts')).toBe(
    typescriptOf(readSchema(file('xsd/Locate.xsd')), 'xsd/Locate.xsd', 'LocatePayloads'),
  );
});

test('types optional, repeated, extended and numeric parts as decoding returns them', () => {
  const text = typescriptOf(readSchema(SHOP), 'shop.xsd', 'ShopPayloads');
  expect(text).toContain(`export interface RequestType {
  readonly id: string;
  readonly count: number;
  readonly ratio?: string | undefined;
  readonly buyer: PersonType;
  readonly qty: number;
  readonly weight?: string | null | undefined;
  readonly limit?: number | null | undefined;
  readonly note?: string | null | undefined;
  readonly owner?: OwnerType | null | undefined;
  readonly parts?: PartsType | null | undefined;
  readonly tag: readonly string[];
}`);
  expect(text).toContain('export interface OwnerType extends PersonType {\n  readonly no?: string | undefined;\n}');
  expect(text).toContain('export interface ShopPayloads {\n  Basket: BasketType;\n}');
});
