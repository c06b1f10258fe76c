# What an installation is made of. The connectors stand where samkat looks for them: ../lib/samkat/connectors from its own
# directory.
include(GNUInstallDirs)
install(TARGETS samkat RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(CODE "file(CREATE_LINK samkat \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/samkatd\" SYMBOLIC)")
install(TARGETS samkat-connector-csv samkat-connector-xml RUNTIME DESTINATION lib/samkat/connectors)
install(TARGETS samkat-cage RUNTIME DESTINATION lib/samkat)
install(DIRECTORY config/examples config/schema config/profiles DESTINATION ${CMAKE_INSTALL_DATADIR}/samkat
  PATTERN "*.py" EXCLUDE)
install(FILES config/reference.toml DESTINATION ${CMAKE_INSTALL_DATADIR}/samkat)
if(EXISTS ${CMAKE_SOURCE_DIR}/docs/schemas)
  install(DIRECTORY docs/schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/samkat)
endif()
