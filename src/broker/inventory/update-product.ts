import { isLonger } from '../../domain/values/limits.js';
import type { Network } from '../../domain/network/network.js';
import { itemKey } from '../../domain/values/item-code.js';
import { systemKey } from '../../domain/network/system-key.js';
import { CLASSIFICATION, PRODUCT_LIMITS } from '../../domain/product.js';
import type { Classification } from '../../domain/product.js';
import { Rejection } from '../../domain/response-code.js';
import { OrganizationEntity, ProductEntity } from '../../store/network/catalog-entities.js';
import type { ProductRow } from '../../store/network/catalog-entities.js';
import { readOne } from '../../store/network/catalog-pages.js';
import { lockCatalog } from '../../store/network/catalog.js';
import { findItems, findProductItems, productIds } from '../../store/inventory/products.js';
import type { Session } from '../../platform/db/session.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { importProducts } from '../import/products.js';
import { setStock } from '../import/stock.js';
import { isNegative, readStockUpdate } from './stock-update.js';
import type { WrittenStock } from './stock-update.js';

/** A product as one system reports it, every value as in the message. */
export interface UpdateProductCommand extends Classification {
  readonly systemCd: string;
  /** The reporting system's code. */
  readonly itemId: string;
  /** The code in the organization's default system. */
  readonly productCd: string;
  readonly description: string;
  readonly stock: readonly WrittenStock[];
}

/** What was stored, and the faults: of the stock that was left out, or of the whole message if nothing was stored. */
export interface UpdateProductResult {
  readonly updated: boolean;
  readonly faults: readonly Rejection[];
}

/** The columns of a stock record that the message sets; the others are kept. */
const STOCK_COLUMNS: ReadonlySet<string> = new Set(['available_qty', 'next_po_qty', 'next_po_date']);

/**
 * Creates or changes a product, the code that a system has for it, and its stock at that system's locations.
 * docs/reference/locate-contract.md (c) ProductUpdate.
 *
 * 1. The product is the one that has product_code in the default system, otherwise the one of that code, otherwise a new one.
 * 2. A product without a code in the default system gets product_code as that code.
 * 3. Barcodes, attributes and the other columns of the stock are kept. So is the reserved quantity, whatever the new
 *    available quantity.
 * 4. A fault of the product refuses the message. The stock figures are independent of each other: a wrong one is left out
 *    and reported, unless `product_update_all_or_nothing` is on. A negative one counts as 0, and is logged.
 *
 * The race: two messages about one new product, or about one item code of two products. Each would find nothing and
 * overwrite the other, so catalog changes are serialized by a lock, and the second message finds what the first created.
 */
export async function updateProduct(
  context: BrokerContext,
  command: UpdateProductCommand,
): Promise<UpdateProductResult> {
  // The lock is taken before the network is read, so the network cannot change until the end.
  const result = await inUnit(context, { prefetch: lockCatalog }, async (unit): Promise<UpdateProductResult> => {
    const { stock, faults: stockFaults } = readStockUpdate(command.stock, command.systemCd, unit.network);
    const target = await findTarget(unit.session, command);
    const productFaults = [...formFaults(command, unit.network), ...target.faults];
    const faults = [...productFaults, ...stockFaults];
    const isRefused =
      productFaults.length > 0 || (stockFaults.length > 0 && unit.network.preferences.productUpdateAllOrNothing);
    if (isRefused) return { updated: false, faults };
    await writeProduct(unit, command, target);
    const productId = (await productIds(unit.session, [target.productCd])).get(target.productCd) ?? 0;
    const rows = stock.map(({ locationId, ...entry }) => ({ productId, locationId, entry }));
    await setStock(unit.session, rows, STOCK_COLUMNS, unit.timestamp);
    return { updated: true, faults };
  });
  if (result.updated) logNegative(context, command);
  return result;
}

function logNegative({ log }: BrokerContext, { systemCd, itemId, stock }: UpdateProductCommand): void {
  const negative = stock.filter((one) => isNegative(one.available));
  const [first] = negative;
  if (first !== undefined)
    log.warn(
      { systemCd, itemId, locationCd: first.locationCd, available: first.available, count: negative.length },
      'negative stock figures were taken for 0',
    );
}

async function writeProduct(unit: Unit, command: UpdateProductCommand, target: Target): Promise<void> {
  const { description } = command;
  const product = { product_cd: target.productCd, description, ...classificationOf(command) };
  await importProducts(unit.session, {
    now: unit.timestamp,
    columns: new Set([...CLASSIFICATION, 'item_spelling']),
    rows: target.codes.map(({ systemCd, itemId }) => ({
      line: 0,
      entry: { ...product, system_cd: systemCd, item_id: itemId },
    })),
  });
}

/** The product that a message is about. */
interface Target {
  /** The organization's code of an existing or a new product. */
  readonly productCd: string;
  /** The item codes to write. */
  readonly codes: readonly { readonly systemCd: string; readonly itemId: string }[];
  readonly faults: readonly Rejection[];
}

async function findTarget(session: Session, { systemCd, ...command }: UpdateProductCommand): Promise<Target> {
  const { itemId } = command;
  const productCd = itemKey(command.productCd);
  const defaultSystem = (await readOne(session, OrganizationEntity, { id: 1 }))?.default_system ?? systemCd;
  const items = await findItems(session, [
    { systemCd: defaultSystem, itemId: productCd },
    { systemCd, itemId },
  ]);
  const product = await readProduct(
    session,
    items.get(systemKey(defaultSystem, productCd)) ?? (await productIds(session, [productCd])).get(productCd),
  );
  const taken = await readProduct(session, items.get(systemKey(systemCd, itemKey(itemId))));
  const codes = await findProductItems(session, product === undefined ? [] : [product.id]);
  const hasDefaultCode =
    systemCd === defaultSystem || (codes.get(product?.id ?? 0) ?? []).some((code) => code.system_cd === defaultSystem);
  return {
    productCd: product?.product_cd ?? productCd,
    codes: [{ systemCd, itemId }, ...(hasDefaultCode ? [] : [{ systemCd: defaultSystem, itemId: command.productCd }])],
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
      return isLonger(value, limit) ? [new Rejection('too_long', { field, limit })] : [];
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
