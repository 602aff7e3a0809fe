"""Changes to the MODULESTORE setting."""


def update_module_store_settings(
    module_store_setting, doc_store_settings=None, module_store_options=None, xml_store_options=None,
    default_store=None, mappings=None,
):
    """
    Gives every store of MODULESTORE the document store's settings and options: the stores do not see a DOC_STORE_CONFIG
    that was replaced after MODULESTORE was made. `default_store` moves the store of that name to the front.
    """
    options = module_store_setting['default']['OPTIONS']
    for store in options['stores']:
        store['OPTIONS'].update(module_store_options or {})
        store['DOC_STORE_CONFIG'].update(doc_store_settings or {})
    if default_store:
        if all(store['NAME'] != default_store for store in options['stores']):
            raise ValueError(f'MODULESTORE has no store named {default_store}')
        options['stores'].sort(key=lambda store: store['NAME'] != default_store)
    if mappings:
        options['mappings'] = mappings
