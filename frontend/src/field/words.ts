// Days, hours and sizes in words.
const HERE = 8 * 60; // the mine's own hour, wherever the phone believes to be
const WEEKDAYS = "日一二三四五六";

function local(moment: string | number): Date {
  return new Date(new Date(moment).getTime() + HERE * 60_000);
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** 07:20 */
export function clockTime(moment: string | number): string {
  const at = local(moment);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** 2026-11-20 */
export function dayOf(moment: string | number): string {
  return local(moment).toISOString().slice(0, 10);
}

/** 11月20日 周五 */
export function dayWords(moment: string | number): string {
  const at = local(moment);
  return `${at.getUTCMonth() + 1}月${at.getUTCDate()}日 周${WEEKDAYS[at.getUTCDay()]}`;
}

/** 11-20 07:20 */
export function shortMoment(moment: string | number): string {
  return `${dayOf(moment).slice(5)} ${clockTime(moment)}`;
}

/** Days from the one to the other, both as 2026-11-20. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** As the server counts days: the first of January of the year 1 is 1. */
export function ordinal(moment: string): number {
  return daysBetween("1970-01-01", dayOf(moment)) + 719_163;
}

export function sizeWords(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1000)} KB`;
}
