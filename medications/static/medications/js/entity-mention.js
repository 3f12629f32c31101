/* The inline mention of a medicine, class or condition in Wagtail's rich text editor. */
(() => {
  const { React } = window;
  const { EditorState, Modifier } = window.DraftJS;

  /** Opens the snippet chooser; what is chosen becomes a link on the selected words, or its name where none are. */
  class EntitySource extends window.draftail.ModalWorkflowSource {
    getChooserConfig() {
      return {
        url: this.props.entityType.chooserUrls.entityChooser,
        urlParams: {},
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: { chosen: this.onChosen },
      };
    }

    filterEntityData(chosen) {
      return { id: String(chosen.id), name: chosen.string };
    }

    onChosen(chosen) {
      const { editorState, entityType, onComplete } = this.props;
      const selection = editorState.getSelection();
      const content = editorState
        .getCurrentContent()
        .createEntity(entityType.type, 'MUTABLE', this.filterEntityData(chosen));
      const key = content.getLastCreatedEntityKey();
      const next = selection.isCollapsed()
        ? EditorState.push(
            editorState,
            Modifier.replaceText(content, selection, chosen.string, null, key),
            'insert-characters',
          )
        : EditorState.push(editorState, Modifier.applyEntity(content, selection, key), 'apply-entity');
      this.workflow.close();
      onComplete(next);
    }
  }

  /** Shows what a mention points to, with buttons to change or remove it. */
  const EntityMention = (props) => {
    const { name } = props.contentState.getEntity(props.entityKey).getData();
    return React.createElement(window.draftail.TooltipEntity, {
      ...props,
      icon: React.createElement('svg', { className: 'icon icon-tag', 'aria-hidden': true },
        React.createElement('use', { href: '#icon-tag' })),
      label: name || '?',
      url: null,
    });
  };

  window.draftail.registerPlugin(
    { type: 'MEDICAL_ENTITY', source: EntitySource, decorator: EntityMention },
    'entityTypes',
  );
})();
