import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayOrder, readCountedDay, readDay } from './day.ts';

test('a day is read from the forms that exports have', () => {
  const forms: [string, string | null][] = [
    ['2020-06-14', '2020-06-14'],
    ['2017-09-20T19:57:35+02:00', '2017-09-20'],
    ['2024/01/31 10:00:00', '2024-01-31'],
    ['14.06.2020 23:50', '2020-06-14'],
    ['14/06/2020', '2020-06-14'],
    ['14. 6. 2020', '2020-06-14'],
    ['14-06-20', '2020-06-14'],
    ['14. Juni 2020', '2020-06-14'],
    ['14 de junio de 2020', '2020-06-14'],
    ['1er juin 2020', '2020-06-01'],
    ['14 Ιουνίου 2020', '2020-06-14'],
    ['15 czerwca 2020', '2020-06-15'],
    ['June 14th, 2020', '2020-06-14'],
    ['Fri Sep 20 21:29:43 CEST 2024', '2024-09-20'],
    ['31.02.2020', null],
    ['06/14/2020', null],
    ['2020', null],
    ['in June 2020', null],
  ];
  for (const [written, day] of forms) assert.equal(readDay(written), day, written);
});

test('the month comes first where it is said to', () => {
  assert.equal(readDay('06/14/2020', 'month first'), '2020-06-14');
  assert.equal(readDay('7/1/24, 4:16:54 PM', 'month first'), '2024-07-01');
});

test('whether the day or the month comes first is told from the whole column', () => {
  const order = (...values: string[]) => dayOrder(new Map(values.map((value) => [value, 1])));
  assert.deepEqual(order('06/07/2020', '06/14/2020'), { order: 'month first', isCertain: true });
  assert.deepEqual(order('06/07/2020', '14/06/2020'), { order: 'day first', isCertain: true });
  assert.deepEqual(order('06/07/2020', '01/02/2020'), { order: 'day first', isCertain: false });
  assert.deepEqual(order('2020-06-07', '2020-02-01'), { order: 'day first', isCertain: true });
  assert.equal(order('06/07/2020', 'last week', 'today'), null);
});

test('numbers in a column of dates count days from 1899 or seconds from 1970', () => {
  assert.equal(readCountedDay('43996.99'), '2020-06-14');
  assert.equal(readCountedDay('1592179200'), '2020-06-15');
  assert.equal(readCountedDay('1592179200000'), '2020-06-15');
  assert.equal(readCountedDay('12'), null);
});
