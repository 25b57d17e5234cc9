import { goesForward, outboundCode } from '../../../src/domain/outbound/outbound-status.js';
import { judgeParcelReport } from '../../../src/domain/outbound/parcel-status.js';
import { priceByCard } from '../../../src/domain/outbound/rate-card.js';
import { actOnReturn } from '../../../src/domain/outbound/return-document.js';
import type { Status } from '../../../src/domain/values/status.js';

const NOTHING = { stage: null, closed: false } as const;

test.each<[string, Status[], string]>([
  ['nothing begun', ['new_order', 'polled', 'posted'], '00'],
  ['one line allocated', ['accepted', 'new_order'], '30'],
  ['all lines allocated', ['accepted', 'processed'], '40'],
  ['one line picked', ['picked', 'new_order'], '50'],
  ['all lines picked', ['picked', 'picked'], '60'],
  ['one line shipped', ['fulfilled', 'picked'], '70'],
  ['all lines shipped', ['fulfilled', 'fulfilled'], '80'],
  ['the rest canceled', ['fulfilled', 'canceled'], '80'],
  ['all canceled', ['canceled', 'canceled'], '90'],
  ['nobody can fulfill it', ['unfulfillable'], '00'],
])('%s is %s', (_, lines, code) => {
  expect(outboundCode(lines, NOTHING)).toBe(code);
});

test('a stage counts between picked and shipped, and only then', () => {
  const loaded = { stage: '66', closed: false } as const;
  expect(outboundCode(['picked'], loaded)).toBe('66');
  expect(outboundCode(['accepted'], loaded)).toBe('40');
  expect(outboundCode(['fulfilled'], loaded)).toBe('80');
});

test('only what has shipped or was canceled is closed', () => {
  const closed = { stage: null, closed: true };
  expect([outboundCode(['picked'], closed), outboundCode(['fulfilled'], closed)]).toEqual(['60', '99']);
  expect(outboundCode(['canceled'], closed)).toBe('99');
});

test('codes go up', () => {
  expect([goesForward(null, '00'), goesForward('40', '30'), goesForward('40', '40'), goesForward('66', '70')]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test('a report on a parcel is news once, late ones never, and a failed delivery may be tried again', () => {
  const at = (code: 1300 | 1400 | 2000 | 2100, time: string) => ({ code, at: time });
  expect(judgeParcelReport(null, at(1300, '1'))).toBe('news');
  expect(judgeParcelReport(at(1400, '2'), at(1300, '3'))).toBe('news');
  expect(judgeParcelReport(at(1400, '2'), at(1300, '1'))).toBe('late');
  expect(judgeParcelReport(at(2000, '2'), at(2100, '3'))).toBe('late');
  expect(judgeParcelReport(at(2000, '2'), at(2000, '3'))).toBe('repeated');
});

test('a return is received, posted, and canceled only before it arrived', () => {
  expect(actOnReturn('created', 'issue')).toBe('goods_issued');
  expect(actOnReturn('received', 'cancel')).toBe('refused');
  expect(actOnReturn('goods_issued', 'receive')).toBe('repeated');
});

test('a rate is for its areas, its weight and its service only', () => {
  const entry = {
    code: 'A',
    courier: 'A',
    rate_type: 'regular',
    currency: 'USD',
    base: 1,
    min_days: 1,
    max_days: 1,
  } as const;
  const card = [{ ...entry, from_areas: ['12'], max_kg: 2, service_type: 'X' }];
  const parcel = { weight: 1, length: 0, width: 0, height: 0, quantity: 1 };
  const request = {
    origin: { areaId: 123, point: undefined },
    destination: { areaId: 9, point: undefined },
    type: undefined,
    serviceType: '',
    parcels: [parcel],
    value: 0,
    insured: false,
    cod: false,
  };
  expect(priceByCard(card, request)).toHaveLength(1);
  expect(priceByCard(card, { ...request, origin: { areaId: 1, point: undefined } })).toEqual([]);
  expect(priceByCard(card, { ...request, parcels: [{ ...parcel, quantity: 3 }] })).toEqual([]);
  expect(priceByCard(card, { ...request, serviceType: 'Y' })).toEqual([]);
});
