import type { Network } from '../../domain/network/network.js';
import { itemKey } from '../../domain/values/item-code.js';
import { CLASSIFICATION, PRODUCT_LIMITS } from '../../domain/product.js';
import type { Classification } from '../../domain/product.js';
import { Rejection } from '../../domain/response-code.js';
import { OrganizationEntity, ProductEntity } from '../../store/network/catalog-entities.js';
import type { ProductRow } from '../../store/network/catalog-entities.js';
import { readOne } from '../../store/network/catalog-pages.js';
import { lockCatalog } from '../../store/network/catalog.js';
import { findItems, findProductItems, productIds } from '../../store/inventory/products.js';
import type { Session } from '../../platform/db/session.js';
import { codeOf } from '../network/catalog-references.js';
import type { BrokerContext } from '../context.js';
import { importProducts } from '../import/products.js';
import { setStock } from '../import/stock.js';
import { readStockUpdate } from './stock-update.js';
import type { WrittenStock } from './stock-update.js';

/** A product as one system tells of it; everything as it was written. */
export interface UpdateProductCommand extends Classification {
  readonly systemCd: string;
  /** The system's own code, and that of the organization's default system. */
  readonly itemId: string;
  readonly productCd: string;
  readonly description: string;
  readonly stock: readonly WrittenStock[];
}

export type UpdateProductResult =
  { readonly updated: true } | { readonly updated: false; readonly faults: readonly Rejection[] };

/** A stock record is set to these figures; what else is known of it stays. */
const FIGURES: ReadonlySet<string> = new Set(['available_qty', 'next_po_qty', 'next_po_date']);

/**
 * Creates or changes a product, the code a system has for it, and its stock at that system's locations: all of it, or
 * nothing and every fault. docs/reference/locate-contract.md (c) ProductUpdate.
 *
 * 1. The product is the one that product_code stands for in the default system, else the one of that code, else a new one.
 * 2. A product the default system has no code for gets product_code as that code.
 * 3. Barcodes, attributes and other figures of the stock stay, as does what is reserved, whatever becomes available.
 *
 * The race: two messages about one new product, or about one item code of two products. Each would find nothing and
 * write over the other; so changes of the catalog go one at a time, and the second finds what the first has made.
 */
export async function updateProduct(
  context: BrokerContext,
  command: UpdateProductCommand,
): Promise<UpdateProductResult> {
  return context.database.transaction(async (session) => {
    await lockCatalog(session);
    const network = await context.networks.current(session);
    const { stock, faults: stockFaults } = readStockUpdate(command.stock, command.systemCd, network);
    const target = await findTarget(session, command);
    const faults = [...formFaults(command, network), ...target.faults, ...stockFaults];
    if (faults.length > 0) return { updated: false, faults };

    const now = context.clock().toISOString();
    const { description } = command;
    const product = { product_cd: target.productCd, description, ...classificationOf(command) };
    await importProducts(session, {
      now,
      columns: new Set(CLASSIFICATION),
      rows: target.codes.map(({ systemCd, itemId }) => ({
        line: 0,
        entry: { ...product, system_cd: systemCd, item_id: itemId },
      })),
    });
    const productId = (await productIds(session, [target.productCd])).get(target.productCd) ?? 0;
    await setStock(
      session,
      stock.map(({ locationId, ...entry }) => ({ productId, locationId, entry })),
      FIGURES,
      now,
    );
    return { updated: true };
  });
}

/** What the codes of a message stand for. */
interface Target {
  /** The organization's code: that of a product there is, or of a new one. */
  readonly productCd: string;
  /** The codes to be written. */
  readonly codes: readonly { readonly systemCd: string; readonly itemId: string }[];
  readonly faults: readonly Rejection[];
}

async function findTarget(session: Session, { systemCd, ...command }: UpdateProductCommand): Promise<Target> {
  const [itemId, productCd] = [itemKey(command.itemId), itemKey(command.productCd)];
  const home = (await readOne(session, OrganizationEntity, { id: 1 }))?.default_system ?? systemCd;
  const items = await findItems(session, [
    { systemCd: home, itemId: productCd },
    { systemCd, itemId },
  ]);
  const product = await readProduct(
    session,
    items.get(codeOf(home, productCd)) ?? (await productIds(session, [productCd])).get(productCd),
  );
  const taken = await readProduct(session, items.get(codeOf(systemCd, itemId)));
  const named = await findProductItems(session, product === undefined ? [] : [product.id]);
  const isNamed = systemCd === home || (named.get(product?.id ?? 0) ?? []).some((code) => code.system_cd === home);
  return {
    productCd: product?.product_cd ?? productCd,
    codes: [{ systemCd, itemId }, ...(isNamed ? [] : [{ systemCd: home, itemId: productCd }])],
    faults:
      taken === undefined || taken.id === product?.id
        ? []
        : [
            new Rejection('item_taken', {
              item: itemId,
              system: systemCd,
              product: taken.product_cd,
              other: productCd,
            }),
          ],
  };
}

async function readProduct(session: Session, id: number | undefined): Promise<ProductRow | undefined> {
  return id === undefined ? undefined : readOne(session, ProductEntity, { id });
}

function formFaults(command: UpdateProductCommand, network: Network): Rejection[] {
  const fields: readonly (readonly [name: string, value: string, limit: number, required: boolean])[] = [
    ['system_product_code', itemKey(command.itemId), PRODUCT_LIMITS.code, true],
    ['product_code', itemKey(command.productCd), PRODUCT_LIMITS.code, true],
    ['description', command.description, PRODUCT_LIMITS.description, true],
    ...CLASSIFICATION.map((name) => [name, command[name], PRODUCT_LIMITS.classification, false] as const),
  ];
  return [
    ...(network.system(command.systemCd) === undefined
      ? [new Rejection('product_system', { system: command.systemCd })]
      : []),
    ...fields.flatMap(([field, value, limit, required]) => {
      if (required && value.trim() === '') return [new Rejection('product_field_missing', { field })];
      return value.length > limit ? [new Rejection('too_long', { field, limit })] : [];
    }),
  ];
}

function classificationOf(command: UpdateProductCommand): Classification {
  return {
    department: command.department,
    class: command.class,
    sub_class: command.sub_class,
    master_style_code: command.master_style_code,
  };
}
