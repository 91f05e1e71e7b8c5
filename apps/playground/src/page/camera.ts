import { required } from '@gender/core';
import { copyTemplate, find, messageOf } from './find.js';

/**
 * Shows what the camera sees, and gives a picture each time a person asks for one.
 *
 * @param area - gets the view, in the place of the button that opens it
 * @param take - gets each picture, as PNG
 */
export async function openCamera(
  area: HTMLElement,
  button: HTMLButtonElement,
  take: (picture: Blob) => void,
): Promise<void> {
  const view = copyTemplate('camera', HTMLElement);
  const said = find(view, '.said', HTMLElement);
  const video = find(view, 'video', HTMLVideoElement);
  const shoot = find(view, '.shoot', HTMLButtonElement);
  button.hidden = true;
  area.append(view);
  let stream: MediaStream | undefined;
  const stop = (): void => {
    stream?.getTracks().forEach((track) => { track.stop(); }); // prettier-ignore
  };
  find(view, '.close', HTMLButtonElement).addEventListener('click', () => {
    stop();
    view.remove();
    button.hidden = false;
    button.focus();
  });
  shoot.addEventListener('click', () => {
    void frameOf(video).then(take);
  });
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user' } });
    // It was closed before the camera was there.
    if (!view.isConnected) {
      stop();
      return;
    }
    video.srcObject = stream;
    await video.play();
    said.textContent = 'The camera is on.';
    shoot.disabled = false;
    shoot.focus();
  } catch (cause) {
    said.textContent = `The camera cannot be used: ${messageOf(cause)}`;
  }
}

async function frameOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  const context = required(canvas.getContext('2d') ?? undefined, 'the context of a canvas');
  context.drawImage(video, 0, 0);
  return canvas.convertToBlob();
}
