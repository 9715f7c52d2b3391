// Things to send: a drawn photo, a synthesized voice, a chosen file, a place. Files travel as base64.

import { byId } from "./dom.js";

const LARGEST = 8 * 1024 * 1024;

/** A small picture, drawn here: a field, a road, an evening. */
export async function samplePhoto() {
  const canvas = new OffscreenCanvas(640, 420);
  const pen = canvas.getContext("2d");
  const sky = pen.createLinearGradient(0, 0, 0, 260);
  ["#27496d", "#c98b6b", "#f2c77e"].forEach((colour, index) => sky.addColorStop(index / 2, colour));
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 640, 260);
  pen.fillStyle = "#fbe3a6";
  circle(pen, 430, 225, 34);
  pen.fillStyle = "#3d4a2f";
  pen.fillRect(0, 250, 640, 170);
  pen.fillStyle = "#6a6154";
  shape(pen, [[300, 250], [322, 250], [470, 420], [190, 420]]);
  pen.fillStyle = "#2a3322";
  for (const [x, size] of [[60, 52], [130, 40], [545, 60], [600, 44]]) shape(pen, [[x, 252 - size * 2], [x + size / 2, 256], [x - size / 2, 256]]);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
  return { kind: "photo", file: await base64(blob), name: "evening.jpg", mime: "image/jpeg" };
}

function circle(pen, x, y, radius) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, Math.PI * 2);
  pen.fill();
}

function shape(pen, points) {
  pen.beginPath();
  points.forEach(([x, y]) => pen.lineTo(x, y));
  pen.fill();
}

/** Two seconds of a hummed tune, as a WAV file. */
export async function sampleVoice() {
  const rate = 8000;
  const notes = [220, 262, 294, 262, 220, 196, 220, 220];
  const samples = new Int16Array(rate * 2);
  samples.forEach((_, at) => {
    const note = notes[Math.floor((at / samples.length) * notes.length)];
    const swell = Math.sin((Math.PI * ((at * notes.length) % samples.length)) / samples.length);
    samples[at] = 9000 * swell * (Math.sin((2 * Math.PI * note * at) / rate) + 0.3 * Math.sin((4 * Math.PI * note * at) / rate));
  });
  return { kind: "voice", file: await base64(wav(samples, rate)), name: "voice.wav", mime: "audio/wav", duration: 2 };
}

function wav(samples, rate) {
  const view = new DataView(new ArrayBuffer(44));
  const word = (at, letters) => [...letters].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
  word(0, "RIFF");
  view.setUint32(4, 36 + samples.byteLength, true);
  word(8, "WAVEfmt ");
  [[16, 16, 4], [20, 1, 2], [22, 1, 2], [24, rate, 4], [28, rate * 2, 4], [32, 2, 2], [34, 16, 2]].forEach(([at, value, size]) =>
    size === 4 ? view.setUint32(at, value, true) : view.setUint16(at, value, true),
  );
  word(36, "data");
  view.setUint32(40, samples.byteLength, true);
  return new Blob([view.buffer, samples.buffer]);
}

export const askPhoto = () => ask("file-photo", "photo");
export const askVoice = () => ask("file-voice", "voice");
export const askDocument = () => ask("file-document", "document");

function ask(id, kind) {
  const input = byId(id);
  input.value = "";
  return new Promise((resolve) => {
    input.oncancel = () => resolve(null);
    input.onchange = async () => {
      const file = input.files[0];
      if (!file || file.size > LARGEST) return resolve(null);
      return resolve({ kind, file: await base64(file), name: file.name, mime: file.type });
    };
    input.click();
  });
}

/** Asks for coordinates, proposing a village road. */
export function askPlace() {
  const dialog = byId("place");
  byId("latitude").value ||= "48.4517";
  byId("longitude").value ||= "37.6203";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => {
      const [latitude, longitude] = ["latitude", "longitude"].map((id) => Number(byId(id).value));
      resolve(dialog.returnValue === "send" ? { kind: "location", latitude, longitude } : null);
    };
  });
}

export const recorder = {
  possible: Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder),
  async record() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const recording = new MediaRecorder(stream);
      const parts = [];
      recording.ondataavailable = (event) => parts.push(event.data);
      const ended = new Promise((resolve) => (recording.onstop = resolve));
      recording.start();
      setTimeout(() => recording.stop(), 4000);
      await ended;
      stream.getTracks().forEach((track) => track.stop());
      return { kind: "voice", file: await base64(new Blob(parts)), name: "voice.webm", mime: recording.mimeType, duration: 4 };
    } catch {
      return null;
    }
  },
};

function base64(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
