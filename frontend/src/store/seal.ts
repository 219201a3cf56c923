// What lies on the phone is sealed with a key that this browser uses and gives to no script. What that is worth, and
// what not: docs/decisions/0010-sync.md.

export interface Sealed {
  iv: Uint8Array;
  bytes: ArrayBuffer;
}

const AES = "AES-GCM";

export function canSeal(): boolean {
  return typeof crypto !== "undefined" && typeof crypto.subtle === "object";
}

export function makeKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: AES, length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function seal(bytes: Uint8Array, key: CryptoKey): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, bytes: await crypto.subtle.encrypt({ name: AES, iv }, key, bytes as Uint8Array<ArrayBuffer>) };
}

export async function unseal({ iv, bytes }: Sealed, key: CryptoKey): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.decrypt({ name: AES, iv: iv as Uint8Array<ArrayBuffer> }, key, bytes));
}

export function sealJson(value: unknown, key: CryptoKey): Promise<Sealed> {
  return seal(new TextEncoder().encode(JSON.stringify(value ?? null)), key);
}

export async function unsealJson(sealed: Sealed, key: CryptoKey): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await unseal(sealed, key)));
}
