// One deed that is on this phone, and what became of it.
import type { ComponentChildren, JSX } from "preact";
import type { Item } from "../../engine/index.ts";
import { photosOf, stateOf, titleOf } from "../deeds.ts";
import { Empty, Frame, Icon, Sheet, Status } from "../parts.tsx";
import { usePerson } from "../state.tsx";
import { shortMoment } from "../words.ts";

export function Nothing({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <Frame title="这里没有" back="#/">
      <Sheet bare>
        <Empty strong="打不开这一页">{children}</Empty>
      </Sheet>
    </Frame>
  );
}

export function Kept({ item, title, again }: { item: Item; title: string; again?: { href: string; word: string } }): JSX.Element {
  const waiting = item.state === "waiting";
  const foot = (
    <>
      {again && (
        <a class="btn tx-btn-2" href={again.href}>
          {again.word}
        </a>
      )}
      <a class="btn btn-primary tx-btn-big" href="#/">
        回到下井带着
      </a>
    </>
  );
  return (
    <Frame title={title} back="#/" when={shortMoment(item.operation.wall)} foot={foot}>
      <Sheet first>
        <div class="tx-row tx-row-apart">
          <h2 class="tx-h">{waiting ? "已保存在本机" : "已经交上去了"}</h2>
          <Became item={item} />
        </div>
        <p class="tx-sub">
          {waiting ? "有网络时自己上传，也可以在“下井带着”里点立即上传。传到以前不要清手机里的浏览器数据。" : "系统收到了，本机留着一份，备份好以后自己清掉。"}
        </p>
        <Said item={item} />
      </Sheet>
    </Frame>
  );
}

export function Became({ item }: { item: Item }): JSX.Element {
  const { tone, word } = stateOf(item);
  return <Status tone={tone} word={word} />;
}

/** The server's sentence, the code of who gave no name, and how far the photos are. */
export function Said({ item }: { item: Item }): JSX.Element {
  const photos = photosOf(item);
  const code = item.data["code"];
  return (
    <>
      {item.sentence && <p>{item.sentence}</p>}
      {typeof code === "string" && (
        <p>
          查询码 <strong class="tx-key tx-num">{code}</strong>
          <span class="tx-sub">，凭它在“查办到哪一步”里看。系统里没有您的名字，请记下来</span>
        </p>
      )}
      {photos.all > 0 && (
        <p class="tx-sub tx-num">
          <Icon name="camera" /> 照片 {photos.arrived}/{photos.all}
          {photos.refused > 0 && `，${photos.refused} 张没有收：不是照片，或者太大`}
        </p>
      )}
    </>
  );
}

export function Sent(): JSX.Element {
  const { items, snapshot, read, sending, send } = usePerson();
  return (
    <Frame title="这台手机上办的" sub={`${items.length} 件`} back="#/" foot={<SendButton sending={sending} onSend={() => void send()} />}>
      <Sheet bare>
        {items.length ? (
          <ul class="tx-list">
            {items.map((item) => (
              <li key={item.operation.id}>
                <div class="tx-item">
                  <span class="tx-item-t">{titleOf(item, snapshot)}</span>
                  <Became item={item} />
                  <span class="tx-sub tx-num">{shortMoment(item.operation.wall)} 办的</span>
                </div>
                <div class="fd-said">
                  <Said item={item} />
                  {(item.state === "conflict" || item.state === "rejected") && !item.seen && (
                    <button type="button" class="btn tx-btn-2" onClick={() => void read(item.operation.id)}>
                      知道了
                    </button>
                  )}
                </div>
              </li>
            ))}
          </ul>
        ) : (
          <Empty strong="还没有在这台手机上办过什么">离线办的都列在这里，传没传、收没收，看得到。</Empty>
        )}
      </Sheet>
      <p class="tx-sub">只看得到您自己的。系统收好、备份过以后，本机上的 14 天后自己清掉。</p>
    </Frame>
  );
}

export function SendButton({ sending, onSend }: { sending: boolean; onSend(): void }): JSX.Element {
  return (
    <button type="button" class="btn tx-btn-2" disabled={sending} onClick={onSend}>
      <Icon name="cloud-up" />
      {sending ? "正在上传…" : "立即上传"}
    </button>
  );
}
