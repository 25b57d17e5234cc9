import { nextAttempt, retryAfter } from '../../../src/broker/webhooks/retry-schedule.js';
import { secretFault, signedHeaders } from '../../../src/broker/webhooks/signature.js';

const NOW = new Date('2030-01-02T03:04:05.000Z');
const waits = (failures: number, random: number, asked = 0): number | undefined => {
  const next = nextAttempt(failures, NOW, random, asked);
  return next && (next.getTime() - NOW.getTime()) / 1000;
};

describe('a failed webhook', () => {
  it.each([
    [1, 4.5, 5.5],
    [2, 270, 330],
    [3, 1620, 1980],
    [4, 6480, 7920],
    [9, 77_760, 95_040],
  ])('is due again after failure %i, a tenth more or less', (failures, least, most) => {
    expect(waits(failures, 0)).toBeCloseTo(least, 3);
    expect(waits(failures, 1)).toBeCloseTo(most, 3);
  });

  it('is given up after the tenth', () => {
    expect(waits(10, 0.5)).toBeUndefined();
  });

  it('waits as long as the endpoint asks for, but no longer than a day', () => {
    expect(waits(1, 0.5, 60_000)).toBe(60);
    expect(waits(1, 0.5, 1)).toBe(5);
    expect(waits(1, 0.5, 1e12)).toBe(86_400);
  });

  it.each([
    ['120', 120_000],
    [' 5 ', 5_000],
    ['Wed, 02 Jan 2030 03:05:05 GMT', 60_000],
    ['Wed, 02 Jan 2030 03:03:05 GMT', 0],
    ['-1', 0],
    ['1e9', 0],
    ['soon', 0],
    ['', 0],
    [undefined, 0],
  ])('reads Retry-After %p', (header, ms) => {
    expect(retryAfter(header, NOW)).toBe(ms);
  });
});

describe('the secret of an endpoint', () => {
  const of = (bytes: number): string => `whsec_${Buffer.alloc(bytes, 1).toString('base64')}`;

  it.each([of(24), of(64)])('may have 24 to 64 bytes: %s', (secret) => {
    expect(secretFault(secret)).toBeUndefined();
  });

  it.each([of(23), of(65), 'hunter2', 'whsec_', 'whsec_###', of(32).replace('whsec_', '')])('is not %s', (secret) => {
    expect(secretFault(secret)).toContain('24 to 64 bytes');
    expect(secretFault(secret)).not.toContain('hunter2');
  });

  it('signs as the specification shows', () => {
    const headers = signedHeaders(
      { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(1_614_265_330_000), body: '{"test": 2432232314}' },
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    );
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});
