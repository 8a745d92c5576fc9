export { KeyList } from './key-list.ts';
export { isTheValue, loadSettings, SettingsError } from './load-settings.ts';
export { ServiceSettings } from './service-settings.ts';
export { Setting, type SettingFacts, settingsOf } from './setting.ts';
