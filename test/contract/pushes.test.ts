import assert from 'node:assert/strict';
import { AgentBay, type PushEvent, type PushOptions, type ServiceError, type Session } from '../../src/core/api';
import { BETWEEN_ATTEMPTS_MS, FakeClock } from '../support/fakeClock';
import { type SocketScript, SocketService, TOKEN } from './support/socketService';

const CHANNEL = 'wuying_cdp_mcp_server';
const captcha = {
  invocationId: 'push-1',
  source: CHANNEL,
  target: 'SDK',
  data: {
    type: 'call-for-user',
    id: 1,
    code: 101,
    message: 'captcha',
    action: 'takeover',
    extraParams: { max_wait_time: 180 },
  },
};
const end = { phase: 'end', status: 'finished', taskResult: 'Done.' };

describe('push notifications (5.7)', () => {
  let service: SocketService;
  let bay: AgentBay;
  const clock = new FakeClock(BETWEEN_ATTEMPTS_MS);

  async function connect(script: SocketScript = {}): Promise<Session> {
    service = await SocketService.start(script);
    bay = new AgentBay({ apiKey: 'akm-test-key', endpoint: service.endpoint, clock });
    const { session, errorMessage } = await bay.get('s-1');
    assert.ok(session, errorMessage);
    return session;
  }

  afterEach(async () => {
    bay.dispose();
    await service.close();
    assert.equal(clock.waiting, 0, 'no timer is left');
  });

  /** Listens, and gives what is heard one by one. */
  function listen(session: Session, options?: PushOptions) {
    const heard: PushEvent[] = [];
    let wake: () => void = () => undefined;
    const listening = session.onPush((event) => {
      heard.push(event);
      wake();
    }, options);
    const next = async (): Promise<PushEvent> => {
      for (;;) {
        const event = heard.shift();
        if (event) return event;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    };
    return { heard, next, dispose: () => listening.dispose() };
  }

  it('come as they are pushed, and are answered when the person is done', async () => {
    const session = await connect();
    const pushes = listen(session);
    await service.until(() => service.open === 1);
    service.tell(captcha);
    const push = await pushes.next();
    assert.deepEqual(push, {
      channel: CHANNEL,
      type: 'call-for-user',
      id: 1,
      code: 101,
      meaning: 'captcha',
      message: 'captcha',
      action: 'takeover',
      maxWaitTimeSeconds: 180,
    });
    const answered = await session.answerCallForUser(push);
    assert.deepEqual(answered, { success: true, requestId: '', errorMessage: '' });
    await service.until(() => service.frames.length === 1);
    const [frame] = service.frames;
    assert.match(frame?.invocationId ?? '', /^[0-9a-f]{32}$/);
    assert.deepEqual(
      { ...frame, invocationId: 'I' },
      {
        invocationId: 'I',
        source: 'SDK',
        target: CHANNEL,
        data: { type: 'call-for-user', id: 1, code: 199, message: 'user handle done', action: 'takeoverdone' },
      },
    );
    assert.equal(service.upgrades.length, 1, 'on the same socket');
    pushes.dispose();
    await service.until(() => service.open === 0);
  });

  it('are answered without a listener too, on a socket that is closed again', async () => {
    const session = await connect();
    const push: PushEvent = {
      channel: CHANNEL,
      type: '',
      code: 102,
      meaning: 'login',
      message: '',
      action: 'takeover',
    };
    assert.ok((await session.answerCallForUser(push)).success);
    await service.until(() => service.closed.length === 1);
    assert.deepEqual(service.frames[0]?.data, {
      type: 'call-for-user',
      code: 199,
      message: 'user handle done',
      action: 'takeoverdone',
    });
  });

  it('come while a task is streamed, to the listener and as an event of the stream, after its beginning', async () => {
    const session = await connect({
      onFrame: (_frame, { say }) => {
        service.tell(captcha);
        say(end);
      },
    });
    const pushes = listen(session);
    const stream = session.agent.mobile.streamTask('Buy a ticket');
    const kinds: string[] = [];
    for await (const { type } of stream) kinds.push(type);
    assert.deepEqual(kinds, ['started', 'status', 'push', 'status', 'end']);
    assert.equal((await pushes.next()).code, 101);
    assert.deepEqual(pushes.heard, []);
    assert.deepEqual([service.upgrades.length, service.open], [1, 1], 'the listener keeps the socket');
  });

  it('can be heard of one channel only', async () => {
    const session = await connect();
    const pushes = listen(session, { channel: CHANNEL });
    await service.until(() => service.open === 1);
    service.tell({ ...captcha, source: 'wuying_filesystem' });
    service.tell({ ...captcha, source: 'wuying_filesystem', target: CHANNEL });
    assert.equal((await pushes.next()).channel, CHANNEL);
    assert.deepEqual(pushes.heard, []);
  });

  it('are listened for again after the socket was lost, which is told', async () => {
    const problems: ServiceError[] = [];
    const session = await connect();
    const pushes = listen(session, { onProblem: (error) => problems.push(error) });
    await service.until(() => service.open === 1);
    service.script = { refuses: 503 };
    service.drop();
    await service.until(() => service.upgrades.length === 3);
    service.script = {};
    await service.until(() => service.open === 1);
    service.tell(captcha);
    assert.equal((await pushes.next()).code, 101);
    assert.ok(problems.length >= 2 && problems.every(({ kind }) => kind === 'network'));
    assert.ok(problems.every(({ detail }) => detail.action && detail.attempts === 1));
  });

  it('are given up when the token is refused', async () => {
    const session = await connect({ refuses: 403 });
    const error = await new Promise<ServiceError>((resolve) => listen(session, { onProblem: resolve }));
    assert.deepEqual([error.kind, error.detail.httpStatus], ['service', 403]);
    assert.equal(service.upgrades.length, 1);
  });

  it('are given up when the session is gone', async () => {
    const session = await connect();
    const lost = new Promise<ServiceError>((resolve) => listen(session, { onProblem: resolve }));
    await service.until(() => service.open === 1);
    service.script = { data: () => ({ Status: 'FINISH' }) };
    assert.equal((await bay.get('s-1')).error?.kind, 'notFound');
    const pauses = clock.waits.length;
    service.drop();
    assert.equal((await lost).kind, 'network');
    assert.equal(clock.waits.length, pauses, 'it does not rest before another try');
  });

  it('are not listened for once the session is known to be gone, which is told and asks nothing', async () => {
    const session = await connect();
    service.script = { data: () => ({ Status: 'FINISH' }) };
    assert.equal((await bay.get('s-1')).error?.kind, 'notFound');
    const error = await new Promise<ServiceError>((resolve) => listen(session, { onProblem: resolve }));
    assert.deepEqual([error.kind, error.detail.subject], ['notFound', 'session']);
    assert.equal(service.upgrades.length, 0);
  });

  it('are not listened for once the client is closed, which is told', async () => {
    const session = await connect();
    bay.dispose();
    const pauses = clock.waits.length;
    const error = await new Promise<ServiceError>((resolve) => listen(session, { onProblem: resolve }));
    assert.equal(error.kind, 'aborted');
    await service.until(() => service.open === 0);
    assert.equal(clock.waits.length, pauses, 'it does not rest before another try');
  });

  it('need a socket: without one, the answer says so', async () => {
    const session = await connect({ data: () => ({ Token: TOKEN }) });
    const { success, error } = await session.answerCallForUser({
      channel: CHANNEL,
      type: 'call-for-user',
      code: 101,
      meaning: 'captcha',
      message: '',
      action: '',
    });
    assert.deepEqual([success, error?.kind], [false, 'service']);
    assert.match(error?.message ?? '', /no stream/);
  });

  it('end with the client, without a word', async () => {
    const problems: ServiceError[] = [];
    const session = await connect();
    listen(session, { onProblem: (error) => problems.push(error) });
    await service.until(() => service.open === 1);
    bay.dispose();
    await service.until(() => service.open === 0);
    assert.deepEqual([problems, clock.waiting], [[], 0]);
  });
});
