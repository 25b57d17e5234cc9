import type { GatewayResponse, Message } from '../model/messages.js';

/** Describes a step for people. */
export function inWords(message: Message, response: GatewayResponse | undefined): string {
  const { ok = false, code, request, lines } = response ?? {};
  const about = [
    code ?? '',
    message.kind === 'submit' ? `request ${String(request)}` : '',
    lines === undefined ? '' : `[${lines.join('; ')}]`,
  ]
    .filter((one) => one !== '')
    .join(' ');
  return `${asked(message)} => ${ok ? 'OK' : 'FAILED'} ${about}`.trimEnd();
}

function asked(message: Message): string {
  switch (message.kind) {
    case 'submit': {
      const lines = message.lines
        .map((line) => `${line.family}: ${line.quantity} ${line.item}${line.at === '' ? '' : ` at ${line.at}`}`)
        .join(', ');
      return (
        `${message.from} submits ${message.number}, a ${message.type}${message.pickup === '' ? '' : ` for ${message.pickup}`}` +
        `${message.review ? ', under review' : ''}${message.together ? ', ship complete' : ''}, with lines ${lines}`
      );
    }
    case 'update': {
      const items = message.items
        .map((item) => `${item.line}${item.quantity === 0 ? '' : ` (${item.quantity} units)`} ${item.status || '-'}`)
        .join(', ');
      return `${message.from || 'somebody'} updates request ${message.request} to ${message.status || '-'}${items === '' ? '' : `, lines ${items}`}, sent at ${message.sentAt}`;
    }
    case 'review':
      return `${message.from || 'somebody'} sets under review of request ${message.request || `number ${message.number}`} to ${message.flag}`;
    case 'poll':
      return `${message.at} polls ${message.what}, the answer is ${message.fate}`;
    case 'ask':
      return `${message.from} asks for request ${message.request}`;
    case 'tick':
      return `${message.seconds} seconds pass`;
    case 'job':
      return `the job ${message.name} runs`;
  }
}
