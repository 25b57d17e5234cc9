/** The days of the week, numbered as `Date.getUTCDay()` numbers them: Sunday is 0. */
export const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;

export type Weekday = (typeof WEEKDAYS)[number];
