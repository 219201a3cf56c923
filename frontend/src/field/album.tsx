// Photos are never needed; each is made small and kept before it is shown as taken.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Fault, Icon } from "./parts.tsx";
import { dropPhoto, MOST, takePhoto } from "./photos.ts";
import type { Photo } from "./shapes.ts";

export function Photos({ photos, onChange }: { photos: Photo[]; onChange(photos: Photo[]): void }): JSX.Element {
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const add = async (input: HTMLInputElement): Promise<void> => {
    const files = [...(input.files ?? [])].slice(0, MOST - photos.length);
    input.value = "";
    setBusy(true);
    setWrong("");
    let found = photos;
    for (const file of files) {
      try {
        const photo = await takePhoto(file);
        found = [...found.filter(({ sha256 }) => sha256 !== photo.sha256), photo];
        onChange(found);
      } catch {
        setWrong("有一张照片打不开，没有加上。别的都在");
      }
    }
    setBusy(false);
  };
  const drop = (photo: Photo): void => {
    onChange(photos.filter(({ sha256 }) => sha256 !== photo.sha256));
    void dropPhoto(photo);
  };
  return (
    <div>
      <span class="tx-label" id="photos">
        照片<span class="tx-opt">可不加</span>
      </span>
      <div class="fd-photos" role="group" aria-labelledby="photos">
        {photos.map((photo, number) => (
          <div class="fd-photo" key={photo.sha256}>
            <img src={photo.thumb} alt={`第 ${number + 1} 张照片`} />
            <button type="button" class="btn tx-btn-2" aria-label={`去掉第 ${number + 1} 张`} onClick={() => drop(photo)}>
              <Icon name="x" />
            </button>
          </div>
        ))}
        {photos.length < MOST && (
          <label class="btn tx-btn-2 fd-add">
            <Icon name="camera" />
            {busy ? "正在存…" : "拍照、选照片"}
            <input type="file" accept="image/*" multiple disabled={busy} onChange={(event) => void add(event.currentTarget)} />
          </label>
        )}
      </div>
      <Fault told={wrong} />
    </div>
  );
}
