import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseChat } from './chat-log.ts';
import { collect } from './fixtures/collect.ts';
import { put, temporaryFolder } from './fixtures/make.ts';
import { openDelivery } from './read.ts';

const folder = temporaryFolder();
const messagesIn = (text: string) => parseChat(text).messages.map(({ time, from, to, text }) => [time, from, to, text]);

describe('the messages of a chat', () => {
  test('of Zoom stand below their head', () => {
    const text =
      '09:15:03 From  Ola Nowak  to  Everyone:\n\tMicro-credentials help\n\tas they add up\n09:15:40 From Ben to Everyone:\n\tYes\n';
    assert.deepEqual(messagesIn(text), [
      ['09:15:03', 'Ola Nowak', 'Everyone', 'Micro-credentials help\nas they add up'],
      ['09:15:40', 'Ben', 'Everyone', 'Yes'],
    ]);
  });

  test('of older Zooms stand behind it, with and without an addressee', () => {
    const text = '09:15:03\t From Ola Nowak : Help: yes\n09:15:40 From Ben to Everyone : Fine\n00:12:34\tOla:\tCloud\n';
    assert.deepEqual(messagesIn(text), [
      ['09:15:03', 'Ola Nowak', null, 'Help: yes'],
      ['09:15:40', 'Ben', 'Everyone', 'Fine'],
      ['00:12:34', 'Ola', null, 'Cloud'],
    ]);
  });

  test('of BigBlueButton and Teams begin with a time in brackets', () => {
    const text = '[10:15] Ola Nowak : Help\n[2/3/2026 10:16 AM] Nowak, Ola\nTwo\nlines\n';
    assert.deepEqual(messagesIn(text), [
      ['10:15', 'Ola Nowak', null, 'Help'],
      ['10:16 AM', 'Nowak, Ola', null, 'Two\nlines'],
    ]);
  });

  test('lose the words of another to which they reply', () => {
    const text = '09:15:03 From Ola to Everyone:\n\tReplying to "Who pays?"\n\t\n\tThe state\n';
    assert.deepEqual(messagesIn(text), [['09:15:03', 'Ola', 'Everyone', 'The state']]);
  });
});

test('a chat is contributions of the room but for hosts, private messages and reactions', async () => {
  const text = `09:15:03 From Ola Nowak to Everyone:
\tMicro-credentials help
09:15:03 From Marta to Everyone:
\tThe slides are online
09:15:20 From Ola Nowak to Everyone:
\tThey add up
09:15:30 From Ben to Marta(Direct Message):
\tI cannot hear
09:15:31 From Ben to Everyone:
\tReacted to "They add up" with 👍
09:15:32 From Ben to Everyone:
\t👍👍
`;
  const delivery = await openDelivery(put(folder, 'meeting_saved_chat.txt', text), {
    map: { columns: {}, speakers: { Marta: { is: 'host' } } },
  });
  const { contributions, counted } = await collect(delivery);
  assert.equal(delivery.format, 'chat');
  assert.deepEqual(
    contributions.map(({ sourceKey, person, channel, publication, answers }) => [
      sourceKey,
      person,
      channel,
      publication,
      answers,
    ]),
    [
      ['09:15:03 #1', 'ola nowak', 'room', 'unknown', [{ question: 'q1', text: 'Micro-credentials help' }]],
      ['09:15:20 #1', 'ola nowak', 'room', 'unknown', [{ question: 'q1', text: 'They add up' }]],
    ],
  );
  assert.deepEqual(
    delivery.eventRecord?.hostStatements.map(({ sourceKey, text }) => [sourceKey, text]),
    [['09:15:03 #2', 'The slides are online']],
  );
  assert.deepEqual(
    counted.map(({ row, reason }) => [row, reason]),
    [
      [7, 'The message was not for everybody: what is written to one person or to the hosts stays there.'],
      [11, 'Nothing is said here: the message has no letter.'],
    ],
  );
  assert.deepEqual(delivery.remarks?.slice(1), ['Messages: 6.', 'Reactions and removals left out: 1.']);
});
