import { readConfig } from '../../src/app/config.js';
import { openServices } from '../../src/app/services.js';

const services = (text: string): readonly string[] | string => readConfig({ SERVICES: text }).SERVICES;

test('SERVICES is a list', () => {
  expect(services('locate, requests,outbound,requests')).toEqual(['locate', 'requests', 'outbound']);
});

test.each(['Locate', 'locate,,requests', 'shop', ','])('SERVICES=%s is refused, with what was expected', (text) => {
  expect(() => services(text)).toThrow(
    /SERVICES=.*: found .*, expected auto, or a list of locate, direct-fulfillment, threepl, requests, outbound/,
  );
});

const mount = (path: string) => () => ({ protocol: 'json', path, service: { operations: [] } }) as const;
const [locate, requests] = [mount('/locate'), mount('/requests')];
const mounts = {
  locate,
  'direct-fulfillment': mount('/soap'),
  threepl: mount('/3.0'),
  requests,
  outbound: mount('/v3'),
};

test('services are mounted in the order of SERVICES', () => {
  const names = readConfig({ SERVICES: 'requests,locate' });
  expect(openServices(names, mounts)).toEqual([requests, locate]);
});

test('by default the demo opens every service that exists, and a broker without demo data locate alone', () => {
  expect(openServices(readConfig({}), mounts)).toEqual(Object.values(mounts));
  expect(openServices(readConfig({ DEMO_DATA: 'false' }), mounts)).toEqual([locate]);
  expect(openServices(readConfig({ SERVICES: 'locate' }), mounts)).toEqual([locate]);
});
