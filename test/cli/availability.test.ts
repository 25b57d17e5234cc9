import { attribute, descend, text } from '../../src/client/locate/response.js';
import { cli } from './support/capture.js';
import { always, bodyOf } from './support/fixtures.js';
import { answer, scriptedBroker } from './support/scripted-broker.js';

describe('locate', () => {
  it('lists locations with their names, and fails when there are none', async () => {
    const found = (code: string, rows: string) =>
      answer(
        'LocateItems',
        'location_response_message',
        `<items><item item_id="PENCIL" response_cd="${code}" response_description="said">${rows}</item></items><locations><location location_cd="7" system_cd="STC"><locationname>Auburn store</locationname><address/></location></locations>`,
      );
    const row =
      '<locations_lu location_cd="7" system_cd="STC" distance="4.9" distance_unit="MI" available_qty="12" next_po_qty="0" po_dt="" fulfillment_type="PICKUP"/>';
    await using broker = await scriptedBroker(({ body }) => ({
      body: body.includes('GLOBE') ? found('7202', '') : found('0', row),
    }));
    const result = await cli([
      'locate',
      'PENCIL:2',
      '--postal',
      '01602',
      '--radius',
      '50',
      '--unit',
      'KM',
      '--url',
      broker.url,
    ]);
    expect(result.out).toMatch(/PENCIL\s+STC\/7\s+Auburn store\s+4\.9\s+MI\s+12/);
    expect(text(descend(bodyOf(broker.received[0]?.payload), 'range', 'unit'))).toBe('KM');
    expect(await cli(['locate', 'GLOBE', '--postal', '01602', '--url', broker.url])).toMatchObject({
      code: 1,
      err: 'error: PENCIL: said (code 7202)',
    });
  });
});

describe('availability', () => {
  const found = (code: string, items: string): string =>
    answer(
      'ProductAvailability',
      'product_availability_response_message',
      `<fulfillment_types><fulfillment_type type="PICKUP" response_cd="${code}" response_description="said">${items}</fulfillment_type></fulfillment_types><locations><location location_cd="7" system_cd="STC"><locationname>Auburn store</locationname><address/></location></locations>`,
    );
  const ITEM =
    '<items><item item_id="PENCIL" maximum_available="40"><locations_lu location_cd="7" system_cd="STC" distance="4.90" distance_unit="KM" available_qty="12" next_po_qty="5" po_dt="2030-02-01" satisfied_request="N"/></item></items>';

  it('sends a radius for each type and lists the stock of each location', async () => {
    await using broker = await scriptedBroker(always(found('0', ITEM)));
    const result = await cli([
      'availability',
      'PENCIL:20',
      '--type',
      'PICKUP:50',
      'DELIVERY',
      '--postal',
      '01602',
      '--unit',
      'KM',
      '--url',
      broker.url,
    ]);
    expect(result).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /PICKUP\s+PENCIL\s+40\s+STC\/7\s+Auburn store\s+4\.90\s+KM\s+12\s+N\s+5\s+2030-02-01/,
      ) as string,
    });
    const types = descend(bodyOf(broker.received[0]?.payload), 'fulfillment_types')?.children ?? [];
    expect(types.map((type) => ['type', 'range_distance', 'range_unit'].map((name) => attribute(type, name)))).toEqual([
      ['PICKUP', '50', 'KM'],
      ['DELIVERY', '', 'KM'],
    ]);
    const { out } = await cli(['availability', 'PENCIL:20', '--json', '--url', broker.url]);
    expect(JSON.parse(out)).toMatchObject([
      { type: 'PICKUP', items: [{ maximum_available: '40', locations: [{ at: 'STC/7', satisfied_request: 'N' }] }] },
    ]);
  });

  it('fails when a type is unavailable', async () => {
    await using broker = await scriptedBroker(always(found('7204', '')));
    expect(await cli(['availability', 'GLOBE', '--postal', '01602', '--url', broker.url])).toMatchObject({
      code: 1,
      err: 'error: PICKUP: said (code 7204)',
    });
  });
});
