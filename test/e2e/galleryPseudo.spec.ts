import { declareLanguageGallery } from '../support/rig/languageGallery.ts';

declareLanguageGallery('qps-ploc');
