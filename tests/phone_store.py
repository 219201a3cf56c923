"""What lies in the phone's database, for tests that look into it: as it lies there, and opened as the page opens it."""

from typing import Any

from playwright.sync_api import Page

_BEGIN = """async () => {
  const asked = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result)
    request.onerror = () => failed(request.error)
  })
  const database = await asked(indexedDB.open('tongxin'))
  const names = [...database.objectStoreNames].filter((name) => name !== 'keys')
  const all = (name) => asked(database.transaction(name).objectStore(name).getAll())
  const rows = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await all(name)])))
  const [{ key } = {}] = database.objectStoreNames.contains('keys') ? await all('keys') : []
  const bytesOf = async ({ iv, bytes }) => new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes))
  const json = async (sealed) => JSON.parse(new TextDecoder().decode(await bytesOf(sealed)))
  const secret = (found) => typeof found === 'string' ? found : json(found)
  const open = {
    items: async (row) => row.shut ? { ...await json(row.sealed), number: row.number, id: row.id } : row,
    records: async (row) => row.shut ? { person: row.person, key: row.key, value: await json(row.sealed) } : row,
    marks: async (row) => row.shut ? { key: row.key, value: await json(row.sealed) } : row,
    blobs: async (row) => row.shut ? { sha256: row.sha256, bytes: await bytesOf(row.sealed) } : row,
    accounts: async (row) => ({ ...row, token: await secret(row.token), refused: await secret(row.refused) }),
  }
  const opened = () => Promise.all(names.map(async (name) => [name, await Promise.all(rows[name].map(open[name]))]))
  try { BODY } finally { database.close() }
}"""

# Bytes as the letters that they would be if they were a text.
_AS_IT_LIES = """
  const letters = (bytes) => [new TextDecoder().decode(bytes), new TextDecoder('latin1').decode(bytes)].join(' ')
  return JSON.stringify(rows, (_, found) =>
    found instanceof ArrayBuffer || ArrayBuffer.isView(found) ? letters(found) : found)
"""
_OPENED = (
    "delete rows.blobs; names.splice(names.indexOf('blobs'), 1); return Object.fromEntries(await opened())"
)
_KEY = """
  const out = await crypto.subtle.exportKey('raw', key).then(() => 'given', () => 'refused')
  return [key.type, key.extractable, out, key.usages.sort().join()]
"""
# As the first release left it: another number, other stores, and all of it open.
_LAID_OPEN = """
  const found = await opened()
  database.close()
  await asked(indexedDB.deleteDatabase('tongxin'))
  const old = indexedDB.open('tongxin', 10)
  old.onupgradeneeded = () => {
    const make = (name, keyPath, more) => old.result.createObjectStore(name, { keyPath, ...more })
    make('items', 'number', { autoIncrement: true }).createIndex('[person+id]', ['person', 'id'], { unique: true })
    make('accounts', 'person')
    make('records', ['person', 'key']).createIndex('person', 'person')
    make('blobs', 'sha256')
    make('marks', 'key')
  }
  const first = await asked(old)
  const writing = first.transaction(names, 'readwrite')
  for (const [name, each] of found) for (const row of each) writing.objectStore(name).put(row)
  await new Promise((done) => { writing.oncomplete = done })
  first.close()
"""


def _ask(page: Page, body: str) -> Any:
    return page.evaluate(_BEGIN.replace("BODY", body))


def as_it_lies(page: Page) -> str:
    """Everything in the database, with what is sealed as it is."""
    found: str = _ask(page, _AS_IT_LIES)
    return found


def opened(page: Page) -> dict[str, list[dict[str, Any]]]:
    """Rows of all tables but the photos."""
    found: dict[str, list[dict[str, Any]]] = _ask(page, _OPENED)
    return found


def about_the_key(page: Page) -> list[Any]:
    return list(_ask(page, _KEY))


def lay_open(page: Page) -> None:
    """Everything as the first release would have left it; on a page that does not use the database."""
    _ask(page, _LAID_OPEN)


def lose_key(page: Page) -> None:
    _ask(page, "await asked(database.transaction('keys', 'readwrite').objectStore('keys').clear())")


def other_key(page: Page) -> None:
    """As if the database had been emptied, and another tab had come first."""
    _ask(
        page,
        """
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const writing = database.transaction('keys', 'readwrite').objectStore('keys')
  await asked(writing.put({ name: 'phone', id: 'another', key: made }))
""",
    )
