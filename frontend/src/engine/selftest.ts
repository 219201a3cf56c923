// Whether this device can be trusted with what nobody else has yet.

export interface Disk {
  /** Asks the browser never to clear this page's data by itself; whether it promised. */
  persist(): Promise<boolean>;
  /** Bytes that may still be written; null where the browser does not say. */
  free(): Promise<number | null>;
  /** Writes, closes, opens again and reads back; whether it was the same. */
  writesBack(): Promise<boolean>;
  /** What an earlier self-test left in the database is still there; null at the first one. */
  remembers(): Promise<boolean | null>;
  /** A service worker may be installed. */
  opensOffline(): Promise<boolean>;
  /** What lies here can be sealed. */
  seals(): Promise<boolean>;
}

export interface Found {
  persists: boolean;
  free: number | null;
  writesBack: boolean;
  remembers: boolean | null;
  opensOffline: boolean;
  seals: boolean;
}

export interface Verdict {
  /** "cannot": offline work is refused. "may_lose": it is allowed, and said. */
  keeps: "yes" | "may_lose" | "cannot";
  /** Plain Chinese, the gravest first. */
  reasons: string[];
}

const LEAST = 50 * 1024 * 1024; // a shift with thirty photos
const EASY = 200 * 1024 * 1024;

export async function check(disk: Disk): Promise<Verdict> {
  const [opensOffline, seals, remembers, writesBack, free, persists] = [
    await asked(() => disk.opensOffline(), false),
    await asked(() => disk.seals(), false),
    await asked(() => disk.remembers(), false),
    await asked(() => disk.writesBack(), false),
    await asked(() => disk.free(), null),
    await asked(() => disk.persist(), false),
  ];
  return judge({ opensOffline, seals, remembers, writesBack, free, persists });
}

async function asked<T>(question: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await question();
  } catch {
    return otherwise;
  }
}

export function judge(found: Found): Verdict {
  const cannot = graveReasons(found);
  if (cannot.length) return { keeps: "cannot", reasons: cannot };
  const may = lightReasons(found);
  return { keeps: may.length ? "may_lose" : "yes", reasons: may };
}

function graveReasons({ opensOffline, seals, writesBack, remembers, free }: Found): string[] {
  const reasons = [];
  if (!seals) reasons.push("这个浏览器不能把存下的内容加密。请换用手机自带的浏览器。");
  else if (!writesBack) reasons.push("写进本机的内容读不回来，可能是无痕模式。请换用普通窗口打开。");
  if (remembers === false) reasons.push("本机清掉过以前存下的内容，不能再靠它保存。请换一台手机。");
  if (free !== null && free < LEAST) reasons.push("本机剩余空间不到 50 MB。请清理手机后再试。");
  if (!opensOffline) reasons.push("这个浏览器没有网络时打不开页面。请换用手机自带的浏览器。");
  return reasons;
}

function lightReasons({ persists, free }: Found): string[] {
  const reasons = [];
  if (free !== null && free < EASY) reasons.push("本机剩余空间不到 200 MB，照片请少拍几张。");
  if (!persists) reasons.push("浏览器没有答应长期保存。请把本页添加到桌面，升井后尽快上传。");
  return reasons;
}
