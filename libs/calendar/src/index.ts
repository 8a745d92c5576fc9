export { BusinessCalendar } from './business-calendar.ts';
export { addBusinessDays, beginningOf, type Day, dayIn } from './business-days.ts';
export { minuteIn, type Weekday, weekdayOf, weekdays } from './wall-clock.ts';
