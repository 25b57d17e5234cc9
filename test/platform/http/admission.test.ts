import { jest } from '@jest/globals';
import { connect } from 'node:net';
import type { AdmissionLimits } from '../../../src/platform/http/admission.js';
import { Admission } from '../../../src/platform/http/admission.js';
import type { Gate, Harness } from '../soap/support.js';
import { ECHO, PATH, SOAP12, echo, echoed, envelope, faultOf, post, raw, start } from '../soap/support.js';

describe('admission', () => {
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Requests a slot; `fate` returns what has become of the request so far. */
  const request = (admission: Admission): { fate: () => string } => {
    let fate = 'waiting';
    admission.enter().then(
      (waited) => {
        fate = waited ? 'admitted after waiting' : 'admitted';
      },
      (error: unknown) => {
        fate = String(error);
      },
    );
    return { fate: () => fate };
  };
  /** Advances the time, then the event loop: every admitted message starts in a turn of its own. */
  const pass = async (ms: number): Promise<void> => {
    await jest.advanceTimersByTimeAsync(ms);
    for (let turns = 0; turns < 50; turns += 1)
      await new Promise((next) => {
        setImmediate(next);
      });
  };
  const OVERLOADED = 'HttpRefusalError: The service is overloaded';

  test('admits a fixed number at once and the others in arrival order', async () => {
    const admission = new Admission({ concurrent: 2, waiting: 10, waitMs: 1_000 });
    const all = [1, 2, 3, 4].map(() => request(admission));
    await pass(0);
    expect(all.map(({ fate }) => fate())).toEqual(['admitted', 'admitted', 'waiting', 'waiting']);
    expect(admission.load).toEqual({ working: 2, waiting: 2 });
    admission.leave();
    await pass(0);
    expect(all.map(({ fate }) => fate())).toEqual(['admitted', 'admitted', 'admitted after waiting', 'waiting']);
    for (let times = 0; times < 3; times += 1) admission.leave();
    await pass(0);
    expect([all[3]?.fate(), admission.load]).toEqual(['admitted after waiting', { working: 0, waiting: 0 }]);
  });

  test('rejects a message when the queue is full', async () => {
    const admission = new Admission({ concurrent: 1, waiting: 1, waitMs: 1_000 });
    const all = [1, 2, 3].map(() => request(admission));
    await pass(0);
    expect([admission.full, ...all.map(({ fate }) => fate())]).toEqual([true, 'admitted', 'waiting', OVERLOADED]);
  });

  test('rejects a message that has waited too long', async () => {
    const admission = new Admission({ concurrent: 1, waiting: 10, waitMs: 1_000 });
    request(admission);
    const first = request(admission);
    await pass(600);
    const second = request(admission);
    await pass(399);
    expect([first.fate(), second.fate()]).toEqual(['waiting', 'waiting']);
    await pass(1);
    expect([first.fate(), admission.load]).toEqual([OVERLOADED, { working: 1, waiting: 0 }]);
  });

  test('cuts the maximum wait to a tenth during a sustained overload, until the queue has been empty', async () => {
    const admission = new Admission({ concurrent: 1, waiting: 100, waitMs: 1_000 });
    request(admission);
    // The queue is never empty, yet no message waits long.
    const waiting = [request(admission)];
    for (let times = 0; times < 24; times += 1) {
      waiting.push(request(admission));
      await pass(45);
      admission.leave();
    }
    await pass(0);
    expect(new Set(waiting.slice(0, -1).map(({ fate }) => fate()))).toEqual(new Set(['admitted after waiting']));
    const late = request(admission);
    await pass(99);
    expect(late.fate()).toBe('waiting');
    await pass(1);
    expect([late.fate(), admission.load.waiting]).toEqual([OVERLOADED, 0]);

    const patient = request(admission);
    await pass(999);
    expect(patient.fate()).toBe('waiting');
    admission.leave();
    await pass(0);
    expect(patient.fate()).toBe('admitted after waiting');
  });
});

describe('an overloaded server', () => {
  const servers: Harness[] = [];
  const started = async (admission: AdmissionLimits): Promise<Harness> => {
    const server = await start({ admission });
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(({ gateway }) => gateway.close()));
  });

  const held = envelope(`<e:Held xmlns:e="${ECHO}"/>`);
  /** Occupies every slot. */
  const occupy = async (
    { service, url }: Harness,
    slots: number,
  ): Promise<{ gates: Gate[]; answers: ReturnType<typeof post>[] }> => {
    const gates = Array.from({ length: slots }, () => service.hold());
    const answers = gates.map(() => post(url, held));
    await Promise.all(gates.map(({ entered }) => entered));
    return { gates, answers };
  };
  /** Resolves once the given number of messages is queued. */
  const waiting = async ({ gateway }: Harness, count: number): Promise<void> => {
    while (
      !(await (await fetch(`${gateway.url}/metrics`)).text()).includes(
        `order_broker_soap_messages{state="waiting"} ${String(count)}`,
      )
    )
      await new Promise((next) => {
        setTimeout(next, 10);
      });
  };

  test.each([
    ['1.1', undefined],
    ['1.2', SOAP12],
  ])(
    'rejects a message in SOAP %s with a fault and Retry-After, and accepts the next as soon as a slot is free',
    async (_, soap) => {
      const server = await started({ concurrent: 2, waiting: 1, waitMs: 60_000 });
      const { gates, answers } = await occupy(server, 2);
      const patient = post(server.url, echo('patient'));
      await waiting(server, 1);

      const refused = await post(
        server.url,
        echo('x', soap === undefined ? {} : { soap }),
        soap === undefined ? {} : { 'Content-Type': 'application/soap+xml' },
      );
      expect([refused.status, faultOf(refused.text)]).toMatchObject([
        503,
        {
          key: 'overloaded',
          code: soap === undefined ? 'Server' : 'Receiver',
          faultstring: 'The service has more to do than it can',
        },
      ]);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(5);

      gates[0]?.open();
      expect(echoed((await patient).text).text).toBe('patient');
      expect(echoed((await post(server.url, echo('x'))).text).text).toBe('x');
      gates[1]?.open();
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
    },
  );

  test('rejects a message that waited too long', async () => {
    const server = await started({ concurrent: 1, waiting: 10, waitMs: 100 });
    const { gates, answers } = await occupy(server, 1);
    expect(faultOf((await post(server.url, echo('x'))).text)?.key).toBe('overloaded');
    gates[0]?.open();
    await Promise.all(answers);
  });

  test('still serves probes, metrics and contract, and counts rejected messages', async () => {
    const server = await started({ concurrent: 1, waiting: 1, waitMs: 60_000 });
    const { gates, answers } = await occupy(server, 1);
    const patient = post(server.url, echo('x'));
    await waiting(server, 1);
    await post(server.url, echo('x'));
    const responses = await Promise.all(
      ['/healthz', '/readyz', '/metrics', `${PATH}?wsdl`].map(async (path) => fetch(server.gateway.url + path)),
    );
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const metrics = await responses[2]?.text();
    expect(metrics).toContain('order_broker_soap_messages{state="working"} 1');
    expect(metrics).toContain('order_broker_soap_exchange_seconds_count{operation="none",outcome="overloaded"} 1');
    gates[0]?.open();
    await Promise.all([...answers, patient]);
  });

  test('rejects a long message before it is sent', async () => {
    const server = await started({ concurrent: 1, waiting: 1, waitMs: 60_000 });
    const { gates, answers } = await occupy(server, 1);
    const patient = post(server.url, echo('x'));
    await waiting(server, 1);
    const answer = await raw(server.gateway.port, [
      `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: 1000000\r\nConnection: close\r\n\r\n`,
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    gates[0]?.open();
    await Promise.all([...answers, patient]);
  });

  test('does not process the message of a caller that disconnected while it was queued', async () => {
    const server = await started({ concurrent: 1, waiting: 10, waitMs: 60_000 });
    const { gates, answers } = await occupy(server, 1);
    const validated = server.service.validated.length;
    const message = echo('x');
    const socket = connect(server.gateway.port, '127.0.0.1');
    socket.write(
      `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: ${String(message.length)}\r\n\r\n${message}`,
    );
    await waiting(server, 1);
    const closed = new Promise((resolve) => {
      socket.once('close', resolve);
    });
    socket.destroy();
    await closed;
    // The server sees the end of this connection before it reads a message on another one.
    const after = post(server.url, echo('after'));
    await waiting(server, 2);
    gates[0]?.open();
    expect(echoed((await after).text).text).toBe('after');
    await Promise.all(answers);
    expect(server.service.validated).toHaveLength(validated + 1);
    expect(server.lines.map(({ outcome }) => outcome)).toContain('caller-gone');
  });

  test('gives no slot to a caller that is still sending', async () => {
    const server = await started({ concurrent: 1, waiting: 1, waitMs: 100 });
    const sockets = Array.from({ length: 20 }, () => connect(server.gateway.port, '127.0.0.1'));
    await Promise.all(
      sockets.map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.write(
              `POST ${PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: 1000\r\n\r\n<s:Env`,
              () => {
                resolve();
              },
            );
          }),
      ),
    );
    for (let times = 0; times < 5; times += 1) expect(echoed((await post(server.url, echo('x'))).text).text).toBe('x');
    for (const socket of sockets) socket.destroy();
  });
});
